using Stylize.Cli;
using Stylize.Engine.Operations.Provenance;

namespace Stylize.Engine.Tests.Cli;

/// <summary>The manifest of the module holds the version of all programs and files.</summary>
public sealed class VersionTests : CliTest
{
    [Fact]
    public void The_command_provenance_and_reports_have_the_version_of_the_module()
    {
        var manifest = File.ReadAllText(Checkout.Path("Stylize.psd1"));
        var (number, suffix) = (Value("ModuleVersion"), Value("Prerelease"));
        var version = StylizeCommand.Version;
        Assert.Matches($"^{Regex.Escape(number)}{(suffix.Length == 0 ? "" : $@"-{suffix}(\.\d+)?")}$", version);
        Assert.Equal(version, ProvenanceRecord.ThisVersion);
        Assert.Equal(Version.Parse(number), typeof(ProvenanceRecord).Assembly.GetName().Version is { } assembly
            ? new Version(assembly.ToString(3)) : null);

        _folder.Image("a.png");
        _folder.Run("pixel-art", "a.png", "-o", "b.png", "--width", "8", "--report-path", "run.jsonl").Exits(0);
        var made = _folder.Run("provenance", "b.png", "--json").Json[0];
        Assert.Equal($"Stylize {version}", made.GetProperty("program").GetString());
        var report = JsonDocument.Parse(File.ReadLines(_folder["run.jsonl"]).First()).RootElement;
        Assert.Equal(version, report.GetProperty("version").GetString());

        string Value(string key) => Regex.Match(manifest, $@"(?<={key}\s*=\s*')[^']+").Value;
    }
}
