const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/**
 * Since which version a setting is known, after the manual pages of 257 (systemd.unit(5), systemd.service(5),
 * systemd.exec(5), systemd.resource-control(5) and their neighbours say "Added in version") and, where they are silent, its
 * NEWS. From 228 on: that is the oldest systemd of our platforms. Between two versions that can be asked, this table must
 * name exactly what lies between them.
 */
export const ADDED: Readonly<Record<number, readonly string[]>> = {
  229: words('AmbientCapabilities RandomizedDelaySec RemainAfterElapse RuntimeMaxSec SocketProtocol'),
  230: words(`IOAccounting IODeviceWeight IOReadBandwidthMax IOReadIOPSMax IOWeight IOWriteBandwidthMax
    IOWriteIOPSMax StartLimitIntervalSec StartupIOWeight TriggerLimitBurst TriggerLimitIntervalSec`),
  231: words(`InaccessiblePaths MemoryDenyWriteExecute MemoryHigh MemoryLow MemoryMax ReadOnlyPaths ReadWritePaths
    RestrictRealtime`),
  232: words(`CPUWeight DynamicUser ForceUnmount LazyUnmount MaxConnectionsPerSource MemorySwapMax PrivateUsers
    ProtectControlGroups ProtectKernelModules ProtectKernelTunables RemoveIPC StartupCPUWeight`),
  233: words('BindPaths BindReadOnlyPaths MountAPIVFS RestrictNamespaces RootImage'),
  235: words(`CacheDirectory CacheDirectoryMode ConfigurationDirectory ConfigurationDirectoryMode IPAccounting
    IPAddressAllow IPAddressDeny KeyringMode LockPersonality LogsDirectory LogsDirectoryMode RuntimeDirectoryPreserve
    StateDirectory StateDirectoryMode UnsetEnvironment`),
  236: words(`CollectMode JobRunningTimeoutSec LogExtraFields LogLevelMax StandardInputData StandardInputText
    SuccessAction`),
  238: words('TemporaryFileSystem'),
  239: words('PrivateMounts'),
  240: words(`ConditionControlGroupController DisableControllers FailureActionExitStatus FinalKillSignal
    IODeviceLatencyTargetSec LogRateLimitBurst LogRateLimitIntervalSec MemoryMin SuccessActionExitStatus
    WatchdogSignal`),
  242: words(
    'CPUQuotaPeriodSec NetworkNamespacePath OnClockChange OnTimezoneChange ProtectHostname RestrictSUIDSGID',
  ),
  243: words(`DefaultMemoryLow DefaultMemoryMin ExecCondition IPEgressFilterPath IPIngressFilterPath NUMAMask NUMAPolicy
    OOMPolicy TimeoutAbortSec`),
  244: words(`AllowedCPUs AllowedMemoryNodes ConditionCPUs ConditionMemory ProtectKernelLogs RestartKillSignal
    TimeoutCleanSec`),
  245: words('LogNamespace ProtectClock'),
  246: words(`ConditionEnvironment ConditionPathIsEncrypted CoredumpFilter PassPacketInfo ReadWriteOnly RootHash
    RootHashSignature RootVerity TimeoutStartFailureMode TimeoutStopFailureMode`),
  247: words(`FixedRandomDelay FlushPending LoadCredential ManagedOOMMemoryPressure ManagedOOMSwap MountImages ProcSubset
    ProtectProc RootImageOptions SetCredential SystemCallLog Timestamping`),
  248: words(
    'ConditionCPUFeature ExtensionImages IPCNamespacePath ManagedOOMPreference OnSuccessJobMode PrivateIPC',
  ),
  249: words(`AssertCPUFeature AssertOSRelease BPFProgram ConditionFirmware ConditionOSRelease ManagedOOMMemoryPressureLimit
    OnSuccess PropagatesStopTo SocketBindAllow SocketBindDeny StopPropagatedFrom Upholds`),
  250: words(`AssertCPUPressure AssertIOPressure AssertMemoryPressure ConditionCPUPressure ConditionIOPressure
    ConditionMemoryPressure ExecPaths ExecSearchPath ExitType LoadCredentialEncrypted NoExecPaths RestrictFileSystems
    RestrictNetworkInterfaces RuntimeRandomizedExtraSec SetCredentialEncrypted StartupAllowedCPUs
    StartupAllowedMemoryNodes TTYColumns TTYRows`),
  251: words('ExtensionDirectories'),
  252: words('AssertCredential ConditionCredential'),
  253: words('LogFilterPatterns MemoryZSwapMax OpenFile ReloadSignal StartupMemoryZSwapMax'),
  254: words(`DefaultStartupMemoryLow DelegateSubgroup ExtensionImagePolicy FileDescriptorStorePreserve ImportCredential
    MemoryKSM MemoryPressureThresholdSec MemoryPressureWatch MountImagePolicy RestartMaxDelaySec RestartMode
    RestartSteps RootEphemeral RootImagePolicy StartupMemoryHigh StartupMemoryLow StartupMemoryMax
    StartupMemorySwapMax UpheldBy`),
  255: words(
    `CoredumpReceive NFTSet PollLimitBurst PollLimitIntervalSec SetLoginEnvironment SurviveFinalKillSignal`,
  ),
  256: words('MemoryZSwapWriteback PassFileDescriptorsToExec WantsMountsFor'),
  257: words('BindLogSockets DeferReactivation ManagedOOMMemoryPressureDurationSec PrivatePIDs'),
};

/** Settings that 247 knew and a later version does not, with the first version without them. */
export const REMOVED: Readonly<Record<string, number>> = { ManagedOOMMemoryPressureLimitPercent: 249 };
