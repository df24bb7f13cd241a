/** The app's words for the rows of the commands it knows. */

import type { AnswerOf } from './call';

export type Instance = AnswerOf<'listVirtualMachines'>;
export type Nic = AnswerOf<'listNics'>;
export type SecurityGroup = AnswerOf<'listSecurityGroups'>;
export type SecurityGroupRule = NonNullable<SecurityGroup['ingressrule']>[number];
export type KeyPair = AnswerOf<'listSSHKeyPairs'>;
export type Zone = AnswerOf<'listZones'>;
export type Template = AnswerOf<'listTemplates'>;
export type ServiceOffering = AnswerOf<'listServiceOfferings'>;
export type Network = AnswerOf<'listNetworks'>;
export type Capacity = AnswerOf<'listCapacity'>;
export type Host = AnswerOf<'listHosts'>;
export type Event = AnswerOf<'listEvents'>;
export type Configuration = AnswerOf<'listConfigurations'>;
