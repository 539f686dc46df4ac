using System.Diagnostics;
using Npgsql;
using Stylize.Engine.Tests.Runs;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>
/// A PostgreSQL server for a test: the one in STYLIZE_TEST_POSTGRES, whose tables are dropped first, or a private cluster if initdb and
/// pg_ctl are installed. Otherwise tests are skipped.
/// </summary>
internal sealed class PostgresServer : IDisposable
{
    private readonly TemporaryFolder? _folder;
    private readonly string? _bin;
    private readonly string? _user;

    private PostgresServer(string connectionString, TemporaryFolder? folder, string? bin, string? user)
    {
        ConnectionString = connectionString;
        (_folder, _bin, _user) = (folder, bin, user);
    }

    public string ConnectionString { get; }

    public static PostgresServer Require()
    {
        if (Environment.GetEnvironmentVariable("STYLIZE_TEST_POSTGRES") is { Length: > 0 } given)
        {
            Drop(given);
            return new PostgresServer(given, null, null, null);
        }

        var bin = Binaries();
        Assert.SkipWhen(
            bin is null, "SKIPPED: no PostgreSQL server. Set STYLIZE_TEST_POSTGRES to a connection string, or install PostgreSQL.");
        // The server refuses to run as root; its package creates an account.
        var user = Environment.IsPrivilegedProcess ? "postgres" : null;
        Assert.SkipWhen(user is not null && !(File.Exists("/usr/sbin/runuser") && HasPostgresAccount()),
            "SKIPPED: PostgreSQL does not run as root, and the account 'postgres' does not exist.");
        var folder = new TemporaryFolder();
        Run("/bin/chmod", null, "777", folder.Path);
        var data = folder["data"];
        Run(Path.Combine(bin!, "initdb"), user, "-D", data, "-U", "tester", "-A", "trust", "--no-sync", "-E", "UTF8");
        var settings = $"-k {folder.Path} -c listen_addresses='' -c fsync=off";
        Run(Path.Combine(bin!, "pg_ctl"), user, "-D", data, "-w", "-l", folder["log"], "-o", settings, "start");
        return new PostgresServer($"Host={folder.Path};Username=tester;Database=postgres;Pooling=false", folder, bin, user);
    }

    public void Dispose()
    {
        if (_folder is not null)
        {
            Run(Path.Combine(_bin!, "pg_ctl"), _user, "-D", _folder["data"], "-w", "-m", "immediate", "stop");
            _folder.Dispose();
        }
    }

    private static string? Binaries() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Concat(Installed())
        .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));

    private static IEnumerable<string> Installed() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin"))
        : [];

    private static bool HasPostgresAccount() => File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal));

    private static void Drop(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "DROP TABLE IF EXISTS intensity, cell, tile, segmentation, shift, track, condition, run, channel, well, experiment, "
            + "stylize_schema CASCADE";
        command.ExecuteNonQuery();
    }

    private static void Run(string program, string? user, params string[] arguments)
    {
        var start = user is null
            ? new ProcessStartInfo(program, arguments)
            : new ProcessStartInfo("/usr/sbin/runuser", ["-u", user, "--", program, .. arguments]);
        // The server inherits the pipes, so reading them to the end would wait for it.
        start.WorkingDirectory = Path.GetTempPath();
        start.UseShellExecute = false;
        using var process = Process.Start(start)!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{Path.GetFileName(program)} ended with {process.ExitCode}.");
    }
}
