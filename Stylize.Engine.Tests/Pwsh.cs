using System.Reflection;

namespace Stylize.Engine.Tests;

/// <summary>The PowerShell of the Pester suite, which is a package and not on PATH.</summary>
internal static class Pwsh
{
    private static readonly string Program =
        typeof(Pwsh).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(data => data.Key == nameof(Pwsh)).Value!;

    /// <summary>Returns the start of a PowerShell without profile, and skips the test if the package is
    /// missing.</summary>
    public static ProcessStartInfo Start(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists(Program), "The package of PowerShell cannot be downloaded.");
        var start = new ProcessStartInfo("dotnet", [Program, "-NoProfile", "-NonInteractive", .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        return start;
    }
}
