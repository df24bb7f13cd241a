/** The create form as data: what was chosen, what follows where nothing was, what is sent. Pure. */

import type { Network, SecurityGroup, ServiceOffering, Template, Zone } from '../../api/types';
import type { Params } from '../../api/wire';

/** What somebody chose; everything may be left open. */
export interface Draft {
  readonly name: string;
  readonly zone?: string;
  readonly template?: string;
  readonly offering?: string;
  readonly networks?: readonly string[];
  readonly groups?: readonly string[];
  readonly keypair?: string;
  /** CPUs and MiB, for a size that leaves them open */
  readonly cpunumber?: number;
  readonly memory?: number;
  readonly rootdisksize?: number;
  readonly diskoffering?: string;
  readonly userdata: string;
  readonly group: string;
  readonly start: boolean;
}

export const BLANK: Draft = { name: '', userdata: '', group: '', start: true };

export interface Choices {
  readonly zones: readonly Zone[];
  readonly templates: readonly Template[];
  readonly offerings: readonly ServiceOffering[];
  readonly networks: readonly Network[];
  readonly groups: readonly SecurityGroup[];
}

/** The draft with a default wherever nothing was chosen. */
export interface Settled extends Draft {
  readonly networks: readonly string[];
  readonly groups: readonly string[];
}

function idOf(thing: { readonly id?: string } | undefined): string | undefined {
  return thing?.id;
}

function smallest(offerings: readonly ServiceOffering[]): ServiceOffering | undefined {
  return [...offerings].filter((offering) => offering.iscustomized !== true).sort((a, b) => (a.memory ?? 0) - (b.memory ?? 0))[0];
}

export function settle(draft: Draft, choices: Choices): Settled {
  const { zones, templates, offerings, networks, groups } = choices;
  return {
    ...draft,
    zone: draft.zone ?? idOf(zones[0]),
    template: draft.template ?? idOf(templates.find((template) => template.isfeatured) ?? templates[0]),
    offering: draft.offering ?? idOf(smallest(offerings)),
    networks: draft.networks ?? [idOf(networks.find((network) => network.name === 'default') ?? networks[0])].filter((id) => id !== undefined),
    groups: draft.groups ?? [idOf(groups.find((group) => group.name === 'default'))].filter((id) => id !== undefined),
  };
}

/** CloudStack takes user data as base64 of its UTF-8. */
export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCodePoint(byte)).join(''));
}

/** What still has to be chosen, in words; undefined when the draft can be sent. */
export function lacking(settled: Settled, choices: Choices): string | undefined {
  if (settled.zone === undefined) return 'There is no zone to put it in.';
  if (settled.template === undefined) return 'There is no template to start from yet.';
  const offering = choices.offerings.find((one) => one.id === settled.offering);
  if (offering === undefined) return 'There is no size to give it.';
  if (offering.iscustomized && (settled.cpunumber === undefined || settled.memory === undefined)) return 'This size leaves CPUs and memory to you.';
  return wrongName(settled.name);
}

export function paramsOf(settled: Settled): Params {
  const { name, zone, template, offering, networks, groups, keypair, cpunumber, memory, rootdisksize, diskoffering, userdata, group, start } = settled;
  return {
    name: name.trim() || undefined,
    displayname: name.trim() || undefined,
    zoneid: zone,
    templateid: template,
    serviceofferingid: offering,
    networkids: networks.length > 0 ? networks : undefined,
    securitygroupids: groups.length > 0 ? groups : undefined,
    keypairs: keypair === undefined ? undefined : [keypair],
    details: cpunumber === undefined || memory === undefined ? undefined : { cpuNumber: String(cpunumber), memory: String(memory) },
    rootdisksize,
    diskofferingid: diskoffering,
    userdata: userdata === '' ? undefined : base64(userdata),
    group: group.trim() || undefined,
    startvm: start ? undefined : false,
  };
}

const HOST_NAME = /^[a-z]([a-z\d-]{0,61}[a-z\d])?$/i;

export function wrongName(name: string): string | undefined {
  if (name.trim() === '' || HOST_NAME.test(name.trim())) return undefined;
  return 'Letters, digits and hyphens, starting with a letter and not ending with a hyphen: it becomes the host name.';
}
