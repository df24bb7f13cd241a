#!/bin/sh
# What a guest's DHCP client does with a lease, and says it.
# shellcheck disable=SC2154  # udhcpc hands these over in the environment
[ "$1" = bound ] || exit 0
echo "ip=$ip"; echo "router=$router"; echo "dns=$dns"; echo "mtu=$mtu"; echo "domain=$domain"; echo "search=$search"; echo "server=$serverid"; echo "hostname=$hostname"
echo "ntpsrv=$ntpsrv"; echo "tftp=$tftp"
ip addr replace "$ip/$mask" dev "$interface"
ip route replace default via "$router"
