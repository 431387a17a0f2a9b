#!/bin/sh
# Unpacks MySQL's server and its libraries from Debian sid into a folder, without
# installing anything: the mirror is the machine's own, apt's configuration is
# private, and the server runs through its own loader because its C library is
# newer than the machine's.
#   need-mysql.sh FOLDER
set -eu
top=$1
[ -x "$top/mysqld" ] && exit 0
mirror() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME)' 'Created-By: Packages' 'Origin: Debian' | awk '$2 !~ /security/ { print $1; exit }'
}
mirror=$(mirror)
if [ -z "$mirror" ]; then # a new machine's apt has read no lists yet
  apt-get update -qq
  mirror=$(mirror)
fi
[ -n "$mirror" ] || { echo "this machine's apt has no Debian mirror" >&2; exit 1; }
mkdir -p "$top/state/lists/partial" "$top/archives/partial" "$top/root"
cd "$top"
top=$PWD
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" >sources.list
: >status
cat >apt.conf <<EOC
Dir::State "$top/state";
Dir::State::status "$top/status";
Dir::Cache "$top";
Dir::Etc::sourcelist "$top/sources.list";
Dir::Etc::sourceparts "-";
Acquire::Languages "none";
APT::Sandbox::User "";
EOC
export APT_CONFIG=$top/apt.conf
apt-get update -qq
packages=$(apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances mysql-server-core |
  grep -E '^(mysql|lib|zlib)' | grep -v perl | sort -u)
(cd archives && apt-get download -qq $packages && for d in *.deb; do dpkg-deb -x "$d" ../root; done)
lib=$(dirname "$(find root/usr/lib -name 'ld-linux*' | head -1)")
cat >mysqld.new <<EOC
#!/bin/sh
exec "$top/$lib"/ld-linux* --library-path "$top/$lib" "$top/root/usr/sbin/mysqld" "\$@"
EOC
chmod 755 mysqld.new
rm -rf archives state sources.list status pkgcache.bin srcpkgcache.bin
mv mysqld.new mysqld # last: what is half done does not count
