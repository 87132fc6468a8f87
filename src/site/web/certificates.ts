import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { entriesOf, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Certificate, Secret, TlsFile } from '../model.ts';
import type { Names } from '../names.ts';

export const certificatesOf = (
  said: Located<M.SiteManifest>,
  secrets: Names<Secret>,
  diagnostics: Diagnostic[],
): readonly Certificate[] =>
  entriesOf(said.certificates).flatMap(({ name, value }) => {
    const { onHost } = value;
    const both = onHost
      ? { certificate: kept(onHost.certificate), key: kept(onHost.key) }
      : fromSecrets(value, secrets, diagnostics);
    return both ? [{ name, at: keyOf(value), said: value, ...both }] : [];
  });

const kept = (path: Fact<string>): TlsFile => ({ secret: null, path });

function fromSecrets(
  said: Located<M.Certificate>,
  secrets: Names<Secret>,
  diagnostics: Diagnostic[],
): Pick<Certificate, 'certificate' | 'key'> | null {
  if (!said.key)
    diagnostics.push(
      error('certificate-without-key', keyOf(said), 'The certificate does not say its key.', {
        help: 'Say `key`: the secret with the private key.',
      }),
    );
  if (!said.certificate || !said.key) return null;
  const certificate = secrets.find(said.certificate);
  const key = secrets.find(said.key);
  for (const secret of [certificate, key])
    if (secret && secret.said.deliver.value !== 'file')
      diagnostics.push(
        error(
          'unsafe-certificate',
          keyOf(said),
          `The secret ${secret.name.value} is a value; a certificate and its key are files.`,
          {
            related: [{ at: secret.at, message: 'It is said here.' }],
            help: 'Say `deliver: file` at the secret.',
          },
        ),
      );
  if (!certificate || !key) return null;
  return {
    certificate: { secret: certificate, path: because(certificate.path, said.certificate) },
    key: { secret: key, path: because(key.path, said.key) },
  };
}
