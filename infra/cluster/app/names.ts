// SPDX-License-Identifier: Apache-2.0

/** Deployment, Service, Route, image and build of the voice app. */
export const VOICE_APP = 'voice-app'
/** The same of the guide. */
export const GUIDE = 'guide'
/** StatefulSet and Service of the app's Postgres. */
export const DATABASE = 'voice-app-db'
/** Secret of the database. Made through the API: by the kit with a random password, or with the URL of one you have. */
export const DATABASE_SECRET = { name: 'voice-app-db', url: 'DATABASE_URL', password: 'POSTGRESQL_PASSWORD' } as const
/** User and database of the Postgres beside the app. */
export const DATABASE_USER = 'voice'
