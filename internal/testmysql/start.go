package testmysql

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/writ-dev/writ"
	"github.com/writ-dev/writ/internal/testserver"
)

//go:embed need-mysql.sh
var provision string

// defaults suit tests: no waiting for the disk, room for many sessions.
var defaults = []string{
	"--bind-address=127.0.0.1", "--mysqlx=0", "--skip-log-bin", "--skip-name-resolve", "--performance-schema=0", "--secure-file-priv=NULL",
	"--innodb-flush-log-at-trx-commit=0", "--innodb-flush-method=nosync", "--innodb-doublewrite=0",
	"--innodb-buffer-pool-size=256M", "--innodb-redo-log-capacity=1G", "--local-infile=1", "--max-connections=200",
}

// Start starts a server. options are further ones of mysqld, such as
// "--local-infile=0". Stop ends it; so does the end of this process.
func Start(ctx context.Context, options ...string) (*Server, error) {
	mysqld, err := program(ctx)
	if err != nil {
		return nil, fmt.Errorf("testmysql: %w", err)
	}
	place, err := testserver.NewPlace("testmysql")
	if err != nil {
		return nil, fmt.Errorf("testmysql: %w", err)
	}
	s, err := start(ctx, place, append([]string{mysqld, "--no-defaults", "--datadir=" + place.Path("data")}, basedir(mysqld)...), options)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("testmysql: %w", err), place.Remove())
	}
	return s, nil
}

// start makes a cluster, whose root has no password and may only come by socket,
// and a superuser who may come by network as soon as the server is up.
func start(ctx context.Context, place testserver.Place, mysqld, options []string) (*Server, error) {
	if err := place.Run(ctx, append(mysqld, "--initialize-insecure")...); err != nil {
		return nil, err
	}
	port, err := testserver.FreePort()
	if err != nil {
		return nil, err
	}
	password := writ.NewSecret(18)
	err = place.Write("init.sql", fmt.Sprintf("CREATE USER 'admin'@'%%' IDENTIFIED BY '%s';\nGRANT ALL ON *.* TO 'admin'@'%%' WITH GRANT OPTION;\n", password))
	if err != nil {
		return nil, err
	}
	u := url.URL{
		Scheme: "mysql", User: url.UserPassword("admin", password), Host: "127.0.0.1:" + port,
		RawQuery: url.Values{"ca": {place.Path("data/ca.pem")}}.Encode(),
	}
	args := append(append(mysqld, "--port="+port, "--socket="+place.Path("socket"), "--init-file="+place.Path("init.sql")), defaults...)
	stop, err := place.Serve(ctx, testserver.Server{Ready: "ready for connections", Signal: "KILL", Args: append(args, options...)})
	if err != nil {
		return nil, err
	}
	s, err := At(u.String()) // by now the server has made its certificates
	if err != nil {
		return nil, errors.Join(err, stop())
	}
	s.stop = stop
	return s, nil
}

// program returns a mysqld of the machine or, once downloaded, our own.
func program(ctx context.Context) (string, error) {
	if path, err := exec.LookPath("mysqld"); err == nil {
		out, err := exec.CommandContext(ctx, path, "--version").Output()
		if err == nil && !strings.Contains(string(out), "MariaDB") {
			return path, nil
		}
	}
	root, err := project()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(root, ".cache", "mysql")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	lock, err := os.OpenFile(folder+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil { // test binaries run side by side
		return "", err
	}
	if out, err := exec.CommandContext(ctx, "/bin/sh", "-c", provision, "need-mysql", folder).CombinedOutput(); err != nil {
		return "", fmt.Errorf("MySQL is not installed and could not be fetched; install MySQL 8 or newer, or set %s: %w: %s", EnvURL, err, out)
	}
	return filepath.Join(folder, "mysqld"), nil
}

// basedir tells a server that is not installed where its messages are.
func basedir(mysqld string) []string {
	root := filepath.Join(filepath.Dir(mysqld), "root", "usr")
	if _, err := os.Stat(root); err != nil {
		return nil
	}
	return []string{"--basedir=" + root, "--lc-messages-dir=" + filepath.Join(root, "share", "mysql"), "--character-sets-dir=" + filepath.Join(root, "share", "mysql", "charsets")}
}

// project returns the folder of go.mod, at or above the working directory.
func project() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("the project's folder was not found")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}
