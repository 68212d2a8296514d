// SPDX-License-Identifier: Apache-2.0
export { OPERATOR_HOMES, type OperatorHome } from './catalogue.ts'
export { OperatorsChart } from './operators-chart.ts'
