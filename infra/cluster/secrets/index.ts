// SPDX-License-Identifier: Apache-2.0
// Values that no manifest holds: where they come from, and how they get onto a cluster.
export { ensureHtpasswdLogin, removeHtpasswdLogin } from './htpasswd-login.ts'
export { attendeesSecretName, newPassword, type Passwords, passwordsInAws, passwordsOnCluster } from './passwords.ts'
export { type KitSecret, type ProvideOptions, provideSecrets } from './provide-secrets.ts'
export { environmentSource, SecretMissingError, type SecretNeed, type SecretSource } from './secret-source.ts'
export { keysSecretName, type SecretNames, SecretsManagerError, secretsManagerSource } from './secrets-manager.ts'
