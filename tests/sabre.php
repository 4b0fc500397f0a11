<?php
// A CalDAV and CardDAV server by SabreDAV (Debian's php-sabre-dav) for one user, everything in one SQLite file. It knows no
// sync-collection, and sends whoever asks at /.well-known/caldav on to where it is.
//
//     SABRE_FILE=… SABRE_USER=… SABRE_PASSWORD=… php -S 127.0.0.1:PORT sabre.php
error_reporting(E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING);
ini_set('display_errors', '0');
date_default_timezone_set('UTC');
$base = '/dav/';
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
if (str_starts_with($path, '/.well-known/ca')) {
    header("Location: $base", true, 301);
    exit;
}
if (!str_starts_with($path, $base)) {
    http_response_code(405);
    echo 'a web site';
    exit;
}
require_once 'Sabre/autoload.php';

$user = getenv('SABRE_USER');
$file = getenv('SABRE_FILE');
$isNew = !file_exists($file);
$database = new PDO("sqlite:$file");
$database->setAttribute(PDO::ATTR_ERRMODE, PDO::ERRMODE_EXCEPTION);
$database->exec('PRAGMA busy_timeout = 10000');
if ($isNew) {
    foreach (['addressbooks', 'calendars', 'principals', 'users', 'locks'] as $tables) {
        $database->exec(file_get_contents("/usr/share/doc/php-sabre-dav/examples/sql/sqlite.$tables.sql"));
    }
    $database->exec('DELETE FROM principals; DELETE FROM users');
    foreach (['', '/calendar-proxy-read', '/calendar-proxy-write'] as $part) {
        $database->exec("INSERT INTO principals (uri, email, displayname) "
            . "VALUES ('principals/$user$part', '$user@example.test', 'Maja')");
    }
}

class OneUser extends Sabre\DAV\Auth\Backend\AbstractBasic
{
    protected function validateUserPass($user, $password)
    {
        return $user === getenv('SABRE_USER') && $password === getenv('SABRE_PASSWORD');
    }
}

$_SERVER['SCRIPT_NAME'] = $base;
$principals = new Sabre\DAVACL\PrincipalBackend\PDO($database);
$calendars = new Sabre\CalDAV\Backend\PDO($database);
$server = new Sabre\DAV\Server([
    new Sabre\CalDAV\Principal\Collection($principals),
    new Sabre\CalDAV\CalendarRootNode($principals, $calendars),
    new Sabre\CardDAV\AddressBookRoot($principals, new Sabre\CardDAV\Backend\PDO($database)),
]);
$server->setBaseUri($base);
$server->addPlugin(new Sabre\DAV\Auth\Plugin(new OneUser, 'SabreDAV'));
$server->addPlugin(new Sabre\DAVACL\Plugin());
$server->addPlugin(new Sabre\CalDAV\Plugin());
$server->addPlugin(new Sabre\CardDAV\Plugin());
$server->exec();
