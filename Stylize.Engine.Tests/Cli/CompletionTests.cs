using Stylize.Cli;
using Stylize.Engine.Tests.Codecs;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Completion by the command and in installed shells.</summary>
public sealed class CompletionTests : CliTest
{
    [Theory]
    [InlineData("pix", "pixel-art")]
    [InlineData("gaussian de", "decode")]
    [InlineData("pixel-art --dith", "--dither", "--dither-strength", "--dither-size")]
    [InlineData("pixel-art a.png --dither b", "bayer", "blue-noise")]
    [InlineData("pixel-art --dither=d", "--dither=diffusion")]
    [InlineData("pixel-art --palette gam", "gameboy", "gameboy-pocket", ":files")]
    [InlineData("dot-art --color nav", "Navy", "NavajoWhite")]
    [InlineData("dot-art --paper-color no", "None")]
    [InlineData("dot-art --preset f", "FineStippling", "Flow")]
    [InlineData("dot-art --pen 0.3mm,b", "0.3mm,black", "0.3mm,blue", ":files")]
    [InlineData("dot-art --paper-size let", "Letter")]
    [InlineData("palettes pico", "pico-8")]
    [InlineData("presets do", "dot-art")]
    [InlineData("presets s", "save")]
    [InlineData("presets save dot", "dot-art")]
    [InlineData("presets save dot-art Mine --preset FineS", "FineStippling")]
    [InlineData("presets remove tr", "trace")]
    [InlineData("presets dot-art --vary dot-c", "dot-count=")]
    [InlineData("completion z", "zsh")]
    [InlineData("help pix", "pixel-art")]
    [InlineData("help gaussian en", "encode")]
    [InlineData("pixel-art --no-ref", "--no-refinement")]
    [InlineData("dot-art --distribution wash --format ", "pdf", "png", "svg", "tiff")]
    [InlineData("dot-art --format=hpgl --distribution ", "engrave", "flow", "gradient", "hatch", "ink", "tone")]
    [InlineData("dot-art --png-size 500 --format ", "png", "tiff")]
    [InlineData("regions --threshold 9 --method ", "manual")]
    [InlineData("segment --split-depth 2 --method nu")]
    public void The_command_offers_what_fits(string typed, params string[] expected)
    {
        var run = _folder.Run(["completion", "--words", .. typed.Split(' ')]).Exits(0);
        Assert.Equal(expected.Order(StringComparer.Ordinal),
            run.OutLines.Select(l => l.Split('\t')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Candidates_for_wells_and_channels_come_from_the_input_files()
    {
        _folder.Image("plate/EXP_E4_T0_1_DAPI.png");
        _folder.Image("plate/EXP_E4_T0_2_DAPI.png");
        _folder.Image("plate/EXP_F12_T0_1_GFP.png");
        Assert.Equal(["E4\t2 tiles", "F12\t1 tile"],
            _folder.Run("completion", "--words", "segment", "plate", "--well", "").OutLines);
        Assert.Equal(
            ["DAPI\t2 tiles"], _folder.Run("completion", "--words", "segment", "plate", "--channel", "D").OutLines);
        Assert.Equal(["GFP\t1 tile"],
            _folder.Run("completion", "--words", "segment", "plate", "--measure-channel", "g").OutLines);
    }

    [Fact]
    public void Candidates_come_from_files_that_hold_channels()
    {
        var file = new TinyNd2(7, 5) { Channels = ["mCherry", "BF"], Loops = [('T', 2)] }.ToArray(2);
        Directory.CreateDirectory(_folder["plate"]);
        File.WriteAllBytes(_folder["plate/one.nd2"], file);
        string[] words = ["completion", "--words", "segment", "plate"];
        Assert.Equal(["BF\t2 tiles", "mCherry\t2 tiles"], _folder.Run([.. words, "--channel", ""]).OutLines);
        Assert.Equal(["0\t2 tiles", "1\t2 tiles"], _folder.Run([.. words, "--timepoint", ""]).OutLines);
    }

    [Theory]
    [InlineData("pixel-art --like ")]
    [InlineData("pixel-art -o ")]
    [InlineData("segment --database ")]
    [InlineData("segment --report-path ")]
    [InlineData("watch --report-path ")]
    public void Options_that_take_a_file_complete_files(string typed) =>
        Assert.Equal([":files"], _folder.Run(["completion", "--words", .. typed.Split(' ')]).OutLines);

    [Fact]
    public void Examples_for_a_shell_create_the_folder_of_the_script()
    {
        var lines = _folder.Run("completion", "--help", "--all").OutLines;
        Assert.Contains("mkdir -p ~/.zfunc && stylize completion zsh > ~/.zfunc/_stylize    # in fpath", lines);
        Assert.Equal(Array.IndexOf(lines, "mkdir -p ~/.config/fish/completions") + 1,
            Array.FindIndex(lines, line => line.StartsWith("stylize completion fish", StringComparison.Ordinal)));
    }

    [Fact]
    public void Each_shell_has_a_script_and_unknown_shells_are_refused()
    {
        foreach (var shell in new[] { "bash", "zsh", "fish", "pwsh" })
        {
            Assert.Contains(
                "stylize completion --words", _folder.Run("completion", shell).Out, StringComparison.Ordinal);
        }

        _folder.Run("completion", "bsh").Exits(2, "Did you mean bash?");
    }

    /// <summary>A shell, a test of its script, and the completions that it prints. The missing shells are one skipped
    /// test.</summary>
    public static IEnumerable<TheoryDataRow<string, string, string>> Shells()
    {
        TheoryDataRow<string, string, string>[] all =
        [
            new("bash", """
                source ./script
                complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _stylize; printf '%s\n' "${COMPREPLY[@]}"; }
                complete_words stylize pixel-art --palette gameb
                complete_words stylize pixel-art --dither = blue
                """, "gameboy|gameboy-pocket|blue-noise"),
            new("zsh", """
                autoload -Uz compinit; compinit -u -D
                _describe() { shift 2; print -l -- ${(P)1} }
                _files() { : }
                source ./script
                words=(stylize pixel-art --palette gameb); CURRENT=4; _stylize
                words=(stylize pixel-art --dither=blue); CURRENT=3; _stylize
                """, "gameboy:4|gameboy-pocket:4|--dither=blue-noise"),
            new("fish", """
                source ./script
                complete -C 'stylize pixel-art --palette gameb'
                complete -C 'stylize pixel-art --dither blue'
                """, "gameboy\t4|gameboy-pocket\t4|blue-noise"),
            new("pwsh", """
                . ./script.ps1
                foreach ($line in 'stylize pixel-art --palette gameb', 'stylize pixel-art --dither blue') {
                    ([System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null)).CompletionMatches |
                        ForEach-Object { $_.CompletionText + ': ' + $_.ToolTip }
                }
                """, "gameboy: 4|gameboy-pocket: 4|blue-noise"),
        ];
        var missing = all.Where(row => row.Data.Item1 != "pwsh"
            && (OperatingSystem.IsWindows() || Drawings.Tool.Find(row.Data.Item1) is null)).ToList();
        foreach (var row in missing.Take(1))
        {
            row.Skip = $"These shells cannot be run: {string.Join(", ", missing.Select(shell => shell.Data.Item1))}.";
        }

        foreach (var row in all.Where(row => row.Data.Item1 != "bash"))
        {
            row.WithTrait("Tier", "All");
        }

        return all.Except(missing.Skip(1));
    }

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task The_script_works_in_the_shell_itself(string shell, string test, string expected)
    {
        var script = shell == "pwsh" ? "script.ps1" : "script";
        _folder.File(script, _folder.Run("completion", shell).Out);
        _folder.File("bin/stylize", $"#!/bin/sh\nexec {StylizeProgram.Shell} \"$@\"\n");
#pragma warning disable CA1416 // skipped on Windows
        File.SetUnixFileMode(
            _folder["bin/stylize"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
        var file = shell == "pwsh" ? "test.ps1" : "test";
        _folder.File(file, test);
        var start = shell == "pwsh" ? Pwsh.Start("-File", _folder[file]) : new ProcessStartInfo(shell, shell switch
        {
            "zsh" => ["-f", _folder[file]],
            "bash" => ["--norc", _folder[file]],
            _ => ["--no-config", _folder[file]],
        })
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.WorkingDirectory = _folder.Path;
        start.Environment["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var lines = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        foreach (var wanted in expected.Split('|'))
        {
            Assert.True(lines.Any(line => line.StartsWith(wanted, StringComparison.Ordinal)),
                $"{wanted} is not in: {string.Join(" | ", lines)} {await error}");
        }
    }
}
