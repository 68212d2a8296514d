// SPDX-License-Identifier: Apache-2.0
export { AttendeesChart } from './attendees-chart.ts'
export {
  addModelSettings,
  foreignKeys,
  KEYS_SECRET,
  keyVariables,
  modelSettings,
  SETTINGS_CONFIG_MAP,
  settingOf,
} from './model-settings.ts'
export { type Team, teamsOf } from './teams.ts'
