// SPDX-License-Identifier: Apache-2.0
export { AppChart, hasSharedApp } from './app-chart.ts'
export { DATABASE, DATABASE_SECRET, DATABASE_USER, GUIDE, VOICE_APP } from './names.ts'
