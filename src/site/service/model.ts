import type { Fact, Value } from '../../fact.ts';

export interface Image {
  readonly name: Fact<string>;
  readonly tag: Fact<string> | null;
  readonly digest: Fact<string> | null;
}
export interface External {
  readonly kind: Fact<string>;
  readonly address: Fact<Value>;
  readonly port: Fact<number>;
  readonly user: Fact<Value> | null;
  readonly password: Fact<Value> | null;
  /** the address that mail is sent from */
  readonly sender: Fact<Value> | null;
}
