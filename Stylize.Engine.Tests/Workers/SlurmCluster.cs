using System.Security.Cryptography;
using Stylize.Benchmarks;
using Stylize.Cli;

namespace Stylize.Engine.Tests.Workers;

/// <summary>A Slurm cluster with one node on loopback, in a temporary folder. Its three programs are stopped by their
/// process ids.</summary>
public sealed class SlurmCluster : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _programs = [];

    public SlurmCluster()
    {
        Run("chmod", "755", _folder.Path);
        foreach (var name in (string[])["munge", "socket", "state", "spool", "bin"])
        {
            Directory.CreateDirectory(_folder[name]);
        }

        File.WriteAllBytes(_folder["munge/key"], RandomNumberGenerator.GetBytes(1024));
        Run("chown", "-R", "munge", _folder["munge"], _folder["socket"]);
        Run("chmod", "700", _folder["munge"]);
        Run("chmod", "400", _folder["munge/key"]);
        Start(
            "setpriv", "--reuid=munge", "--regid=munge", "--clear-groups", "munged", "-F", "--force",
            $"--key-file={_folder["munge/key"]}",
            $"--socket={_folder["socket/s"]}", $"--pid-file={_folder["munge/pid"]}",
            $"--log-file={_folder["munge/log"]}", $"--seed-file={_folder["munge/seed"]}");
        Configuration = _folder.File("slurm.conf", $"""
            ClusterName=test
            SlurmctldHost=localhost(127.0.0.1)
            SlurmUser=root
            SlurmdUser=root
            AuthType=auth/munge
            AuthInfo=socket={_folder["socket/s"]}
            CredType=cred/munge
            ProctrackType=proctrack/linuxproc
            TaskPlugin=task/none
            SelectType=select/cons_tres
            SelectTypeParameters=CR_Core
            SlurmctldPort={LocalBroker.FreePort()}
            SlurmdPort={LocalBroker.FreePort()}
            SlurmctldPidFile={_folder["slurmctld.pid"]}
            SlurmdPidFile={_folder["slurmd.pid"]}
            SlurmctldLogFile={_folder["slurmctld.log"]}
            SlurmdLogFile={_folder["slurmd.log"]}
            StateSaveLocation={_folder["state"]}
            SlurmdSpoolDir={_folder["spool"]}
            ReturnToService=2
            MpiDefault=none
            JobCompType=jobcomp/none
            AccountingStorageType=accounting_storage/none
            JobAcctGatherType=jobacct_gather/none
            NodeName=localhost NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
            PartitionName=all Nodes=localhost Default=YES MaxTime=INFINITE State=UP
            """);
        WaitFor(() => File.Exists(_folder["socket/s"]));
        Start("slurmctld", "-D", "-f", Configuration);
        Start("slurmd", "-D", "-f", Configuration, "-N", "localhost");
        _folder.File("bin/stylize", $"#!/bin/sh\nexec dotnet '{typeof(StylizeCommand).Assembly.Location}' \"$@\"\n");
        Run("chmod", "755", _folder["bin/stylize"]);
        WaitFor(() => Run("sinfo", "-h", "-o", "%T").Trim() == "idle");
    }

    public static bool IsUsable => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
        && new[] { "slurmctld", "slurmd", "munged" }.All(p => File.Exists($"/usr/sbin/{p}"));

    public string Configuration { get; } = "";

    /// <summary>Runs a program on this cluster and returns its output.</summary>
    public string Run(string program, params string[] arguments)
    {
        var start =
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SLURM_CONF"] = Configuration;
        start.Environment["PATH"] = _folder["bin"] + ":" + Environment.GetEnvironmentVariable("PATH");
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output + error.Result;
    }

    /// <summary>Waits until no job is left.</summary>
    public void WaitForJobs() => WaitFor(() => Run("squeue", "-h").Trim().Length == 0);

    public void Dispose()
    {
        _programs.Reverse();
        foreach (var program in _programs)
        {
            program.Kill();
            program.WaitForExit();
            program.Dispose();
        }

        _folder.Dispose();
    }

    private void Start(string program, params string[] arguments)
    {
        var process = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        _programs.Add(process);
    }
}
