import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';

import { useMay } from '../api/apis';
import { logOut } from '../api/auth';
import { useCaller } from '../api/session';
import { LinkItem } from '../components/linked';
import { to } from '../routes/links';

/** Who is logged in, the own user page, and the way out. */
export function AccountMenu() {
  const caller = useCaller();
  const may = useMay();
  const navigate = useNavigate();
  const leave = async () => {
    await Promise.all([logOut(), navigate(to.login())]);
  };
  return (
    <Menu position="bottom-end" width={230} shadow="md">
      <Menu.Target>
        <Button variant="subtle" color="gray" size="sm" leftSection={<IconUserCircle size={19} stroke={1.6} />} rightSection={<IconChevronDown size={14} />}>
          {caller.username}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Account {caller.account}</Menu.Label>
        {may('listUsers') && (
          <LinkItem leftSection={<IconUserCircle size={16} />} {...to.detail('users', caller.userid)}>
            My user and API keys
          </LinkItem>
        )}
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Log out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
