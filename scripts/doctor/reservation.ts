// SPDX-License-Identifier: Apache-2.0
import {
  type CapacityReservation,
  DescribeCapacityReservationsCommand,
  DescribeInstanceTypeOfferingsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2'
import type { Plan } from '../../infra/capacity/index.ts'
import type { AwsSettings } from '../aws/session.ts'
import { bad, type Finding, messageOf, notApplicable, ok, warn } from './finding.ts'

/** What AWS says of the reservation. */
export interface ReservationLook {
  readonly finding: Finding
  readonly isBlock: boolean
}

function judged(plan: Plan, found: CapacityReservation): Finding {
  const name = 'reservation'
  const { gpu, aws } = plan.workshop
  const nodes = plan.layout.nodes.length
  const { State, InstanceType, AvailabilityZone, TotalInstanceCount = 0, StartDate } = found
  if (InstanceType !== plan.instance.id)
    return bad(
      name,
      `${gpu.reservation} is of ${InstanceType}, and the plan needs ${plan.instance.id}`,
      'Set gpu.instance, or take another reservation.',
    )
  if (TotalInstanceCount < nodes)
    return bad(
      name,
      `${gpu.reservation} has ${TotalInstanceCount} instances, and the plan needs ${nodes}`,
      'Reserve more, or plan for fewer attendees.',
    )
  if (AvailabilityZone !== undefined && aws.zones?.[0] !== AvailabilityZone)
    return bad(
      name,
      `${gpu.reservation} lies in ${AvailabilityZone}, the GPU nodes in ${aws.zones?.[0] ?? 'the first zone of the region'}`,
      `Set aws.zones: [${AvailabilityZone}] in the workshop file.`,
    )
  const from = StartDate === undefined ? '' : `, from ${StartDate.toISOString()}`
  if (State === 'active') return ok(name, `${gpu.reservation}: active, ${TotalInstanceCount} × ${InstanceType}${from}`)
  if (State === 'scheduled' || State === 'pending')
    return warn(
      name,
      `${gpu.reservation} is ${State}${from}; until then a deployment leaves the GPU nodes out`,
      'Deploy now all the same, and again once it has begun: npx cdk deploy --all.',
    )
  return bad(name, `${gpu.reservation} is ${State ?? 'in an unknown state'}`, 'Take another: ./kit capacity offers.')
}

/** Is the reservation there, of the right type and size, in the right zone, active? */
export async function reservationLook(plan: Plan, settings: AwsSettings): Promise<ReservationLook> {
  const name = 'reservation'
  const { reservation } = plan.workshop.gpu
  if (reservation === undefined)
    return {
      finding: notApplicable(name, 'gpu.reservation is not set: on-demand, if there is capacity'),
      isBlock: false,
    }
  try {
    const command = new DescribeCapacityReservationsCommand({ CapacityReservationIds: [reservation] })
    const [found] = (await new EC2Client(settings).send(command)).CapacityReservations ?? []
    if (found === undefined) throw new Error('AWS lists none of that id')
    return { finding: judged(plan, found), isBlock: found.ReservationType === 'capacity-block' }
  } catch (error) {
    const fix = `Is ${reservation} of this account and of ${plan.workshop.region}?`
    return { finding: bad(name, `${reservation} cannot be read: ${messageOf(error)}`, fix), isBlock: false }
  }
}

/** Does EC2 have the GPU instances in the zone at all? Whether ROSA offers them there is OCM's to say. */
export async function zoneFinding(plan: Plan, settings: AwsSettings): Promise<Finding> {
  const { id } = plan.instance
  const name = `${id} in EC2`
  try {
    const { InstanceTypeOfferings = [] } = await new EC2Client(settings).send(
      new DescribeInstanceTypeOfferingsCommand({
        LocationType: 'availability-zone',
        Filters: [{ Name: 'instance-type', Values: [id] }],
      }),
    )
    const zones = InstanceTypeOfferings.flatMap(({ Location }) => (Location === undefined ? [] : [Location])).sort()
    const wanted = plan.workshop.aws.zones?.[0]
    if (zones.length === 0)
      return bad(name, `no zone of ${plan.workshop.region} has it`, 'Take another region or instance.')
    if (wanted === undefined)
      return warn(
        name,
        `offered in ${zones.join(', ')}; the file says no zone, so the first of the region is taken`,
        `Set aws.zones: [${zones[0]}].`,
      )
    return zones.includes(wanted)
      ? ok(name, `offered in ${wanted}`)
      : bad(name, `offered in ${zones.join(', ')}, and not in ${wanted}`, `Set aws.zones: [${zones[0]}].`)
  } catch (error) {
    return warn(name, `cannot be asked: ${messageOf(error)}`, 'Allow ec2:DescribeInstanceTypeOfferings.')
  }
}
