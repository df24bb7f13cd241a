import { Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { useApis } from '../../api/apis';
import { resources, unknownResource } from '../../api/resources';
import { PageHeader } from '../../components/PageHeader';
import { Empty } from '../../components/Trouble';
import { to } from '../../routes/links';
import classes from './AllResources.module.css';

/** Every list that the caller may see, those without a place in the menu included. */
export function AllResources() {
  const apis = useApis();
  const [word, setWord] = useState('');
  const known = new Map(resources.map((resource) => [resource.list, resource]));
  const shown = [...apis.values()]
    .filter(({ name, params }) => name.startsWith('list') && name !== 'listApis' && params.some((param) => param.name === 'pagesize' || param.name === 'id'))
    .map((api) => ({ api, resource: known.get(api.name) ?? unknownResource(api.name) }))
    .filter(({ resource }) => resource.title.toLowerCase().includes(word.toLowerCase()))
    .sort((a, b) => a.resource.title.localeCompare(b.resource.title));
  return (
    <>
      <PageHeader title="All resources" about="Everything the server lists for you, with or without a place in the menu." />
      <TextInput type="search" aria-label="Search resources" placeholder="Search" leftSection={<IconSearch size={16} aria-hidden />} w={260} mb="lg" value={word} onChange={(event) => setWord(event.currentTarget.value)} />
      {shown.length === 0 && <Empty title="Nothing matches" />}
      <ul className={classes.grid}>
        {shown.map(({ api, resource }) => (
          <li key={api.name}>
            <Title order={2} fz="md">
              <Link {...to.list(resource.slug)} className="link">
                {resource.title}
              </Link>
            </Title>
            <Text fz="sm" c="dimmed">
              {api.description}
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
