/** Rules of security groups: the words for them, and what a form says as parameters. Pure. */

import type { SecurityGroupRule } from '../../api/types';
import type { Params } from '../../api/wire';

export type Direction = 'ingress' | 'egress';

export const COMMANDS = {
  ingress: { authorize: 'authorizeSecurityGroupIngress', revoke: 'revokeSecurityGroupIngress', title: 'Incoming', from: 'From' },
  egress: { authorize: 'authorizeSecurityGroupEgress', revoke: 'revokeSecurityGroupEgress', title: 'Outgoing', from: 'To' },
} as const;

export function portsOf(rule: SecurityGroupRule): string {
  if (rule.protocol === 'icmp') {
    if (rule.icmptype === undefined || rule.icmptype === -1) return 'every type';
    return `type ${rule.icmptype}${rule.icmpcode === undefined || rule.icmpcode === -1 ? '' : `, code ${rule.icmpcode}`}`;
  }
  if (rule.startport === undefined) return 'every port';
  if (rule.endport === undefined || rule.endport === rule.startport) return String(rule.startport);
  return `${rule.startport}–${rule.endport}`;
}

export function peerOf(rule: SecurityGroupRule): string {
  if (rule.cidr !== undefined) return rule.cidr;
  return `group ${rule.securitygroupname ?? ''} of ${rule.account ?? ''}`;
}

export interface Draft {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'all';
  /** one port or a range such as 8000-8010 */
  readonly ports: string;
  readonly cidr: string;
}

const RANGE = /^(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?$/;

/** What is still wrong with a draft, in words; undefined when it can be sent. */
export function wrongWith({ protocol, ports, cidr }: Draft): string | undefined {
  if (cidr.trim() === '') return 'Say whom the rule is about, for example 192.0.2.0/24.';
  if ((protocol === 'tcp' || protocol === 'udp') && !RANGE.test(ports.trim())) return 'Give a port such as 22, or a range such as 8000-8010.';
  return undefined;
}

export function paramsOf(draft: Draft): Params {
  const { protocol, ports, cidr } = draft;
  const cidrlist = cidr.split(/[\s,]+/).filter((part) => part !== '');
  if (protocol === 'all') return { protocol, cidrlist };
  if (protocol === 'icmp') return { protocol, icmptype: -1, icmpcode: -1, cidrlist };
  const found = RANGE.exec(ports.trim());
  return { protocol, startport: found?.[1], endport: found?.[2] ?? found?.[1], cidrlist };
}
