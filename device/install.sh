#!/bin/sh
# Installs Backstride as a service on Raspberry Pi OS (64-bit, Bookworm or Trixie, Lite too) or another Debian.
# Running it again brings everything to the same state: it is also the update. It asks nothing that it can find out.
set -eu

usage() {
    cat <<'END'
sudo device/install.sh [OPTIONS]        install, update or repair
sudo device/install.sh --uninstall      take it off again; recordings and settings stay

What it installs: see "On a Raspberry Pi" in README.md. Options of the settings (--site, --view, --language, --source)
count only where /etc/backstride/config.toml does not exist yet.

  --site track|treadmill     where the camera stands
  --view side|rear|front     what it sees of the runner
  --language en|de|fr|it|es  what the coach speaks
  --source SOURCE            auto (default), camera or usb:N
  --hostname NAME            the panel's name on the network, NAME.local (default: backstride; "keep": as it is)
  --hotspot, --no-hotspot    a Wi-Fi network of its own while no known one is near (default: where NetworkManager is)
  --country CC               the country whose Wi-Fi rules hold, such as DE; needed once where none is set
  --sound-card NAME          make this ALSA card the machine's default (aplay -l lists them); default: found by itself
  --keep-log                 leave the system's log on the disk instead of in memory
  --no-watchdog              leave the hardware's watchdog as it is
  --read-only-root           write nothing to the card any more; recordings need a partition of their own, see README.md
  --no-start                 install, but don't start the service now
  --root DIR                 install into the system that is mounted at DIR, such as an image
  --dry-run                  only show what would be done
  --uninstall [--purge]      take it off; --purge deletes recordings, settings and the user as well
  --help                     this text
END
}

name=backstride
here=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
root="" site="" view="" language="" source=auto hostname=backstride hotspot=auto country="" card=""
log=memory watchdog=yes read_only=no start=yes dry=no task=install purge=no

fail() { printf 'install.sh: %s\n' "$*" >&2; exit 2; }
title() { printf '\n== %s\n' "$*"; }
did() { printf '  + %s\n' "$*"; }
same() { printf '  = %s\n' "$*"; }
left() { printf '  - left out: %s\n' "$*"; }

one_of() { # OPTION VALUE CHOICES…
    option=$1 value=$2; shift 2
    for choice in "$@"; do [ "$value" != "$choice" ] || return 0; done
    fail "$option is '$value'; accepted: $*"
}

while [ $# -gt 0 ]; do
    case $1 in
    --site | --view | --language | --source | --hostname | --country | --sound-card | --root)
        [ $# -ge 2 ] || fail "$1 needs a value; see --help"
        ;;
    esac
    case $1 in
    --site) site=$2; one_of "$1" "$2" track treadmill; shift ;;
    --view) view=$2; one_of "$1" "$2" side rear front; shift ;;
    --language) language=$2; one_of "$1" "$2" en de fr it es; shift ;;
    --source) source=$2; shift
        case $source in auto | camera) ;; usb:*[!0-9]* | usb:) fail "--source is '$source'; accepted: auto camera usb:N" ;;
        usb:*) ;; *) fail "--source is '$source'; accepted: auto camera usb:N" ;; esac ;;
    --hostname) hostname=$2; shift
        case $hostname in "" | -* | *[!a-z0-9-]*) fail "--hostname is '$hostname'; accepted: a-z, 0-9 and -, or keep" ;; esac ;;
    --country) country=$2; shift
        case $country in [A-Z][A-Z]) ;; *) fail "--country is '$country'; accepted: two capitals such as DE" ;; esac ;;
    --sound-card) card=$2; shift
        case $card in "" | *[!A-Za-z0-9_-]*) fail "--sound-card is '$card'; accepted: a card's short name, see aplay -l" ;; esac ;;
    --root) root=${2%/}; shift; [ -d "${root:-/}/etc" ] || fail "--root is '$root': there is no system" ;;
    --hotspot) hotspot=yes ;;
    --no-hotspot) hotspot=no ;;
    --keep-log) log=disk ;;
    --no-watchdog) watchdog=no ;;
    --read-only-root) read_only=yes ;;
    --no-start) start=no ;;
    --dry-run) dry=yes ;;
    --uninstall) task=uninstall ;;
    --purge) purge=yes ;;
    --help | -h) usage; exit 0 ;;
    *) fail "$1 is not known; see --help" ;;
    esac
    shift
done
[ "$purge" = no ] || [ "$task" = uninstall ] || fail "--purge goes with --uninstall"
[ "$dry" = yes ] || [ "$(id -u)" = 0 ] || fail "please run it as root: sudo $0"

# ---- how things are done: each shows what it did, and does nothing where all is as it should be

may() { # Whether to do it really; shows it where not.
    [ "$dry" = no ] || { printf '  ? would: %s\n' "$*"; return 1; }
}
within() { # Runs a command inside the system that is installed into.
    if [ -n "$root" ]; then chroot "$root" "$@"; else "$@"; fi
}
runs_here() { [ -z "$root" ] && [ -d /run/systemd/system ]; }
has() { [ -x "$root/usr/bin/$1" ] || [ -x "$root/bin/$1" ] || [ -x "$root/usr/sbin/$1" ] || [ -x "$root/sbin/$1" ]; }
on_a_pi() { [ -z "$root" ] && grep -qs 'Raspberry Pi' /proc/device-tree/model; }

put() { # MODE OWNER PATH: writes standard input to a file, if it differs
    mode=$1 owner=$2 path=$3
    new=$(mktemp)
    cat >"$new"
    if [ -f "$root$path" ] && cmp -s "$new" "$root$path"; then
        same "$path"
        [ "$dry" = yes ] || { within chown "$owner" "$path"; chmod "$mode" "$root$path"; }
    elif may "write $path"; then
        mkdir -p "$root$(dirname "$path")"
        cp "$new" "$root$path.new"
        chmod "$mode" "$root$path.new"
        within chown "$owner" "$path.new"
        mv "$root$path.new" "$root$path"
        did "wrote $path"
        changed="$changed $path"
    fi
    rm -f "$new"
}
changed=""
was_changed() { case " $changed " in *" $1 "*) ;; *) return 1 ;; esac; }

take_away() { # PATH…
    for path in "$@"; do
        if [ ! -e "$root$path" ] && [ ! -L "$root$path" ]; then continue; fi
        if may "delete $path"; then rm -rf "${root:?}$path" 2>/dev/null || rm -rf "$root$path"; did "deleted $path"; fi
    done
}

# ---- packages

wanted_packages() {
    echo python3 python3-venv libgl1 libegl1 libgles2 libglib2.0-0 espeak-ng alsa-utils libjs-dygraphs
    echo avahi-daemon libnss-mdns qrencode
    [ "$hotspot" != yes ] || echo network-manager wpasupplicant dnsmasq-base
    [ "$hotspot" != auto ] || ! has nmcli || echo dnsmasq-base
    [ "$read_only" != yes ] || echo overlayroot
    for package in python3-picamera2 python3-lgpio; do # where the archive has them: on Raspberry Pi OS
        [ -z "$(within apt-cache madison "$package" 2>/dev/null)" ] || echo "$package"
    done
}

install_packages() {
    title "Debian packages"
    missing=""
    # shellcheck disable=SC2046  # the list is meant to fall into words
    set -- $(wanted_packages)
    for package in "$@"; do
        is_installed "$package" || missing="$missing $package"
    done
    case " $* " in
    *" python3-picamera2 "*) ;;
    *) left "python3-picamera2: this system's archive has none; USB cameras work without it" ;;
    esac
    if [ -z "$missing" ]; then same "all are there"; return; fi
    may "apt-get install$missing" || return 0
    within apt-get update -qq || left "apt-get update failed; going on with the lists at hand"
    # shellcheck disable=SC2086
    within env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    did "installed$missing"
}
is_installed() { # a package, or another that stands in for it (libglib2.0-0t64 for libglib2.0-0)
    # shellcheck disable=SC2016  # dpkg-query's own words
    within dpkg-query -W -f '${db:Status-Status} ${Package} ${Provides}\n' 2>/dev/null |
        grep -Eq "^installed (.*[ ,])?$(printf '%s' "$1" | sed 's/[.+]/\\&/g')([ ,]|\$)"
}

# ---- user, program, settings

make_user() {
    title "The user $name"
    if within id "$name" >/dev/null 2>&1; then
        same "is there"
    elif may "make the user $name"; then
        within useradd --system --user-group --home-dir /var/lib/$name --shell /usr/sbin/nologin $name
        did "made the user $name, who cannot sign in"
    fi
    for group in video audio render gpio; do
        if ! within getent group $group >/dev/null; then left "group $group: not on this system"; continue; fi
        if within id -nG $name 2>/dev/null | tr ' ' '\n' | grep -qx $group; then same "in group $group"; continue; fi
        may "add $name to group $group" || continue
        within usermod -aG $group $name
        did "added to group $group"
    done
    [ "$dry" = no ] || return 0
    within install -d -m 0700 -o $name -g $name /var/lib/$name
    within install -d -m 0750 -o $name -g $name /etc/$name
    within install -d -m 0700 -o root -g root /var/lib/$name-install
}

copy_program() {
    title "The program in /opt/$name"
    if [ "$here" = "$root/opt/$name/app" ]; then same "runs from there"; return; fi
    if [ "$dry" = yes ]; then may "copy $here to /opt/$name/app" || return 0; fi
    fresh="$root/opt/$name/app.new"
    rm -rf "$fresh"
    mkdir -p "$fresh"
    (cd "$here" && find pyproject.toml README.md LICENSE backstride device src models web recordings \
        -name __pycache__ -prune -o -name '*.egg-info' -prune -o -type f -print0 | tar -cf - --null -T -) |
        tar -xf - -C "$fresh" --no-same-owner
    chmod -R u=rwX,go=rX "$fresh"
    if diff -rq -x __pycache__ -x '*.egg-info' "$fresh" "$root/opt/$name/app" >/dev/null 2>&1; then
        rm -rf "$fresh"
        same "is this version"
        return
    fi
    rm -rf "$root/opt/$name/app.old"
    [ ! -d "$root/opt/$name/app" ] || mv "$root/opt/$name/app" "$root/opt/$name/app.old"
    mv "$fresh" "$root/opt/$name/app"
    rm -rf "$root/opt/$name/app.old"
    did "copied $here"
    changed="$changed /opt/$name/app"
}

make_environment() {
    title "Python packages in /opt/$name/venv"
    [ "$dry" = no ] || { may "install the Python packages" || return 0; }
    state=$(within sh -c "cksum </opt/$name/app/pyproject.toml; /usr/bin/python3 --version")
    if [ "$(cat "$root/opt/$name/venv/.installed" 2>/dev/null)" = "$state" ]; then
        same "all are there"
    else
        within /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || fail "Python 3.11 or newer is needed"
        if [ "$(tail -n 1 "$root/opt/$name/venv/.installed" 2>/dev/null)" != "$(printf '%s\n' "$state" | tail -n 1)" ]; then
            rm -rf "$root/opt/$name/venv" # half made, or of another Python
        fi
        # With the system's packages: picamera2, libcamera and lgpio come from apt.
        within /usr/bin/python3 -m venv --system-site-packages /opt/$name/venv
        did "about 600 MB are fetched once; this takes some minutes"
        within env HOME=/root /opt/$name/venv/bin/pip install -q --no-cache-dir --disable-pip-version-check \
            -e /opt/$name/app
        if within test -e /usr/lib/python3/dist-packages/picamera2; then
            # Bookworm's simplejpeg was built for numpy 1 and breaks picamera2 beside numpy 2.
            within env HOME=/root /opt/$name/venv/bin/pip install -q --no-cache-dir --disable-pip-version-check \
                --ignore-installed --no-deps simplejpeg
        fi
        within chmod -R go+rX,go-w /opt/$name
        printf '%s\n' "$state" >"$root/opt/$name/venv/.installed"
        did "installed"
        changed="$changed /opt/$name/venv"
    fi
    was_changed /opt/$name/app || was_changed /opt/$name/venv || return 0
    within /opt/$name/venv/bin/python -m compileall -q /opt/$name/app/src
    within ln -sfn /opt/$name/venv/bin/backstride /usr/local/bin/backstride
    did "the command: backstride ($(within /opt/$name/venv/bin/backstride version))"
}

write_settings() {
    title "Settings in /etc/$name/config.toml"
    if [ -e "$root/etc/$name/config.toml" ]; then
        same "are yours, and stay as they are"
        return
    fi
    {
        printf '# Settings of the installed service. /opt/%s/app/device/config.toml shows all there are.\n' $name
        printf '[run]\nsource = "%s"\npatient = true           # waits for its camera, and never plays the demo\n' "$source"
        [ -z "$site" ] || printf 'site = "%s"\n' "$site"
        [ -z "$view" ] || printf 'view = "%s"\n' "$view"
        [ -z "$language" ] || printf 'language = "%s"\n' "$language"
        printf '\n[data]\nfolder = "/var/lib/%s"\n' $name
    } | put 0640 $name:$name /etc/$name/config.toml
}

# ---- the service

install_service() {
    title "The service"
    put 0644 root:root /etc/systemd/system/$name.service <"$here/device/systemd/$name.service"
    back_off=back-off.conf
    [ "$(systemd_version)" -ge 254 ] || back_off=back-off-bookworm.conf
    put 0644 root:root /etc/systemd/system/$name.service.d/back-off.conf <"$here/device/systemd/$back_off"
    if [ "$log" = memory ]; then
        put 0644 root:root /etc/systemd/journald.conf.d/90-$name.conf <"$here/device/systemd/journald.conf"
    else
        take_away /etc/systemd/journald.conf.d/90-$name.conf
    fi
    if [ "$watchdog" = yes ]; then
        put 0644 root:root /etc/systemd/system.conf.d/90-$name.conf <"$here/device/systemd/watchdog.conf"
    else
        take_away /etc/systemd/system.conf.d/90-$name.conf
    fi
    if [ -L "$root/etc/systemd/system/multi-user.target.wants/$name.service" ]; then
        same "starts with the machine"
    elif may "have the service start with the machine"; then
        within systemctl -q enable $name.service
        did "starts with the machine"
    fi
    if ! runs_here; then left "nothing is started: no running systemd here"; return; fi
    [ "$dry" = no ] || return 0
    systemctl daemon-reload
    if was_changed /etc/systemd/journald.conf.d/90-$name.conf; then systemctl restart systemd-journald; fi
    if was_changed /etc/systemd/system.conf.d/90-$name.conf; then systemctl daemon-reexec; fi
}
systemd_version() {
    version=$(within systemctl --version 2>/dev/null | sed -n '1s/systemd \([0-9]*\).*/\1/p')
    echo "${version:-0}"
}

# ---- the network: a name, and a Wi-Fi of its own

name_machine() {
    title "The name on the network"
    before=$(cat "$root/etc/hostname" 2>/dev/null || echo localhost)
    if [ "$hostname" = keep ]; then
        hostname=$before
        same "$hostname.local, as it was"
    elif [ "$before" = "$hostname" ]; then
        same "$hostname.local"
    elif may "name this machine $hostname, which was $before"; then
        [ -e "$root/var/lib/$name-install/hostname" ] || printf '%s\n' "$before" >"$root/var/lib/$name-install/hostname"
        rename_machine "$before" "$hostname"
        did "$hostname.local, which was $before"
    fi
    put 0644 root:root /etc/avahi/services/$name.service <"$here/device/avahi.service"
    if runs_here && [ "$dry" = no ]; then systemctl -q enable --now avahi-daemon || left "avahi-daemon does not start"; fi
}
rename_machine() { # FROM TO
    printf '%s\n' "$2" >"$root/etc/hostname"
    if grep -q '^127\.0\.1\.1' "$root/etc/hosts" 2>/dev/null; then
        sed -i "s/^127\.0\.1\.1.*/127.0.1.1\t$2/" "$root/etc/hosts"
    else
        printf '127.0.1.1\t%s\n' "$2" >>"$root/etc/hosts"
    fi
    if runs_here; then hostnamectl set-hostname "$2" || hostname "$2"; fi
}

connections=/etc/NetworkManager/system-connections
make_hotspot() {
    title "A Wi-Fi network of its own, while no known one is near"
    if [ "$hotspot" = no ]; then
        take_away $connections/$name-hotspot.nmconnection
        same "not wanted"
        return
    fi
    if [ "$hotspot" = auto ] && ! has nmcli; then
        left "NetworkManager is not on this system (--hotspot installs it)"
        return
    fi
    [ "$dry" = no ] || { may "make a hotspot with a key of its own" || return 0; }
    profile="$root$connections/$name-hotspot.nmconnection"
    if [ -e "$profile" ]; then # the key is made once: it may be printed and stuck on the wall
        ssid=$(sed -n 's/^ssid=//p' "$profile") key=$(sed -n 's/^psk=//p' "$profile") uuid=$(sed -n 's/^uuid=//p' "$profile")
    else
        ssid="Backstride-$(random_text 'A-HJKMNP-Z2-9' 4)" key=$(random_text 'a-hjkmnp-z2-9' 16)
        uuid=$(cat /proc/sys/kernel/random/uuid)
    fi
    hotspot_profile | put 0600 root:root $connections/$name-hotspot.nmconnection
    # Phones that ask the hotspot itself for the name get its address.
    printf 'address=/%s.local/10.42.0.1\naddress=/%s/10.42.0.1\n' "$hostname" "$hostname" |
        put 0644 root:root /etc/NetworkManager/dnsmasq-shared.d/$name.conf
    hotspot_card | put 0600 root:root /etc/$name/hotspot.html
    set_country
    if runs_here; then nmcli connection reload || left "NetworkManager does not answer; it reads the profile at the next start"; fi
}
random_text() { # LETTERS LENGTH
    LC_ALL=C tr -dc "$1" </dev/urandom 2>/dev/null | head -c "$2"
}
hotspot_profile() {
    cat <<END
[connection]
id=$name-hotspot
uuid=$uuid
type=wifi
autoconnect=true
autoconnect-priority=-100
autoconnect-retries=0

[wifi]
mode=ap
band=bg
ssid=$ssid

[wifi-security]
key-mgmt=wpa-psk
proto=rsn;
pairwise=ccmp;
group=ccmp;
psk=$key

[ipv4]
method=shared
address1=10.42.0.1/24

[ipv6]
method=disabled
END
}
hotspot_card() { # A page to print and hang up.
    cat <<END
<!doctype html><html lang="en"><meta charset="utf-8"><title>Backstride hotspot</title>
<h1>Backstride</h1>
<p>1. Join the Wi-Fi <b>$ssid</b>, key <b>$key</b></p>
$(within qrencode -t SVG -o - "WIFI:T:WPA;S:$ssid;P:$key;;")
<p>2. Open <b>http://$hostname.local:8080</b> or http://10.42.0.1:8080</p>
$(within qrencode -t SVG -o - "http://10.42.0.1:8080")
</html>
END
}
set_country() { # Without a country the radio stays off.
    has raspi-config || return 0
    known=$(within raspi-config nonint get_wifi_country 2>/dev/null) || known=""
    if [ -z "$country" ] && [ -z "$known" ] && [ -t 0 ]; then
        printf '  In which country is this machine (two letters, for the rules of its Wi-Fi)? '
        read -r country
        case $country in [A-Z][A-Z]) ;; *) country="" ;; esac
    fi
    if [ -z "$country" ]; then
        if [ -n "$known" ]; then same "Wi-Fi by the rules of $known"; else
            left "no country is set: Wi-Fi stays off until install.sh --country CC is run"
        fi
    elif [ "$country" = "$known" ]; then
        same "Wi-Fi by the rules of $country"
    else
        within raspi-config nonint do_wifi_country "$country" && did "Wi-Fi by the rules of $country"
    fi
}

# ---- sound: the service plays straight to ALSA, so nobody has to be signed in

set_up_sound() {
    title "Sound"
    if [ -n "$card" ]; then
        printf '# Written by install.sh --sound-card\ndefaults.pcm.card %s\ndefaults.ctl.card %s\n' "$card" "$card" |
            put 0644 root:root /etc/asound.conf
    else
        same "the service finds its card by itself: one on USB first"
    fi
    if ! runs_here; then left "levels: no running system here"; return; fi
    [ "$dry" = no ] || return 0
    aplay -l 2>/dev/null | sed -n 's/^card [0-9]*: \([^ ]*\) .*/\1/p' | sort -u | while read -r one; do
        for control in Master PCM Speaker Headphone; do
            amixer -q -c "$one" sset "$control" 90% unmute 2>/dev/null && did "card $one: $control at 90 %"
        done
    done
    alsactl store 2>/dev/null || true
}

# ---- a root that is never written

make_read_only() {
    [ "$read_only" = yes ] || return 0
    title "A root that is never written"
    if ! has raspi-config; then left "raspi-config is not on this system"; return; fi
    if ! grep -qs "[[:space:]]/var/lib/${name}[[:space:]]" "$root/etc/fstab"; then
        left "recordings and settings would be lost at each start: give /var/lib/$name a partition of its own in /etc/fstab"
        return
    fi
    may "have the root kept read-only, in memory" || return 0
    within raspi-config nonint enable_overlayfs
    for file in /boot/firmware/cmdline.txt /boot/cmdline.txt; do # without recurse=0 the recordings' partition is overlaid, too
        [ ! -f "$root$file" ] || sed -i 's/overlayroot=tmpfs\([^:]\|$\)/overlayroot=tmpfs:recurse=0\1/' "$root$file"
    done
    did "from the next start on; raspi-config nonint disable_overlayfs undoes it, and is needed before an update"
}

# ---- the end: started, and what to do next

start_service() {
    title "Start"
    if ! runs_here; then left "it starts with the machine: no running systemd here"; return; fi
    if [ "$start" = no ]; then left "as asked"; return; fi
    if [ -z "$changed" ] && systemctl -q is-active $name.service; then same "it runs, and nothing changed"; return; fi
    may "restart $name.service" || return 0
    systemctl restart --no-block $name.service
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
        sleep 5
        if systemctl -q is-active $name.service; then did "it coaches"; return; fi
        status=$(systemctl show -P StatusText $name.service)
        case $status in Waiting*) did "it runs. $status"; return ;; esac
    done
    left "it does not coach yet; its last words:"
    journalctl -u $name -n 20 -o cat --no-pager || true
}

next_steps() {
    title "Next"
    printf '  Panel:   http://%s.local:8080\n' "$hostname"
    printf '  Claim:   sudo journalctl -u %s -o cat | grep -i claim\n' $name
    if [ -e "$root/etc/$name/hotspot.html" ] && [ -n "${ssid:-}" ]; then
        printf '  Hotspot: %s, key %s; the page to print and hang up: /etc/%s/hotspot.html\n' "$ssid" "$key" $name
        within qrencode -t ANSIUTF8 "WIFI:T:WPA;S:$ssid;P:$key;;"
    fi
    printf '  Settings: /etc/%s/config.toml, then: sudo systemctl restart %s\n' $name $name
}

# ---- taking it off

uninstall() {
    title "Taking Backstride off"
    if runs_here && [ "$dry" = no ]; then systemctl -q disable --now $name.service 2>/dev/null || true; fi
    take_away /etc/systemd/system/multi-user.target.wants/$name.service /etc/systemd/system/$name.service \
        /etc/systemd/system/$name.service.d /etc/systemd/journald.conf.d/90-$name.conf \
        /etc/systemd/system.conf.d/90-$name.conf /etc/avahi/services/$name.service \
        $connections/$name-hotspot.nmconnection /etc/NetworkManager/dnsmasq-shared.d/$name.conf /usr/local/bin/backstride
    if grep -qs '^# Written by install.sh' "$root/etc/asound.conf"; then take_away /etc/asound.conf; fi
    if [ -e "$root/var/lib/$name-install/hostname" ] && may "give this machine its name back"; then
        before=$(cat "$root/var/lib/$name-install/hostname")
        rename_machine "$(cat "$root/etc/hostname")" "$before"
        did "this machine is called $before again"
    fi
    take_away /opt/$name /var/lib/$name-install
    if runs_here && [ "$dry" = no ]; then
        systemctl daemon-reload
        systemctl daemon-reexec
        systemctl restart systemd-journald
        ! has nmcli || nmcli connection reload || true
    fi
    if [ "$purge" = yes ]; then
        take_away /var/lib/$name /etc/$name
        if within id $name >/dev/null 2>&1 && may "delete the user $name"; then within userdel $name; did "deleted the user $name"; fi
    else
        printf '  Recordings stay in /var/lib/%s, settings in /etc/%s, both of the user %s; --purge deletes them.\n' $name $name $name
    fi
    printf '  Debian packages stay; other programs may use them.\n'
}

if [ "$task" = uninstall ]; then uninstall; exit 0; fi
install_packages
make_user
copy_program
make_environment
write_settings
install_service
name_machine
make_hotspot
set_up_sound
make_read_only
start_service
next_steps
