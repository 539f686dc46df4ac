using Npgsql;

namespace Stylize.Engine.Tests.Segmentation;

/// <summary>
/// A PostgreSQL server for a test: the one in STYLIZE_TEST_POSTGRES, whose tables are dropped first, or a private
/// cluster if initdb and pg_ctl are installed.
/// </summary>
internal sealed class PostgresServer : IDisposable, INeed
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

    public static string? Missing =>
        Given is not null ? null
        : Binaries() is null ? "PostgreSQL is not installed, and STYLIZE_TEST_POSTGRES holds no connection string."
        : Account is not null && !(File.Exists("/usr/sbin/runuser") && HasPostgresAccount())
            ? "PostgreSQL does not run as root, and the account 'postgres' does not exist."
        : null;

    private static string? Given =>
        Environment.GetEnvironmentVariable("STYLIZE_TEST_POSTGRES") is { Length: > 0 } given ? given : null;

    /// <summary>The account that starts the server, which refuses to run as root; null for this one.</summary>
    private static string? Account => Environment.IsPrivilegedProcess ? "postgres" : null;

    public static PostgresServer Start()
    {
        if (Given is { } given)
        {
            Drop(given);
            return new PostgresServer(given, null, null, null);
        }

        var (bin, user) = (Binaries()!, Account);
        var folder = new TemporaryFolder();
        Run("/bin/chmod", null, "777", folder.Path);
        var data = folder["data"];
        Run(Path.Combine(bin, "initdb"), user, "-D", data, "-U", "tester", "-A", "trust", "--no-sync", "-E", "UTF8");
        var settings = $"-k {folder.Path} -c listen_addresses='' -c fsync=off";
        Run(Path.Combine(bin, "pg_ctl"), user, "-D", data, "-w", "-l", folder["log"], "-o", settings, "start");
        return new PostgresServer(
            $"Host={folder.Path};Username=tester;Database=postgres;Pooling=false", folder, bin, user);
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

    private static bool HasPostgresAccount() =>
        File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal));

    private static void Drop(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "DROP TABLE IF EXISTS intensity, cell, tile, statistic, segmentation, shift, track, condition, run, "
            + "channel, well, experiment, stylize_schema CASCADE";
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
