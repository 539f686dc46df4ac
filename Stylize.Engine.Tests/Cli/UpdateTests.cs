using System.Text.Json.Nodes;
using Stylize.Engine.Runs.Report;
using Stylize.Engine.Tests.Hostile;

namespace Stylize.Engine.Tests.Cli;

/// <summary>--update, --prune and --like: what the command reads and prints. Runs/UpdateTests has the rules.</summary>
public sealed class UpdateTests : CliTest
{
    [Fact]
    public void A_changed_shared_palette_regenerates_all_outputs_and_is_reported()
    {
        Photos("in/a.png", "in/b.png");
        Update("in", "--shared-palette");
        var remembered = Directory.GetFiles(
            Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME")!, "stylize", "palettes"));
        Assert.NotEmpty(remembered);
        Array.ForEach(remembered, file => File.WriteAllText(file, "no palette"));
        Assert.Equal(
            "stylize: 0 created, 2 up to date, 0 failed.", Assert.Single(Update("in", "--shared-palette").ErrorLines));
        _folder.Image("in/c.png", 64, 64, (_, y) => new((byte)(4 * y), 0, 0));
        var run = Update("in", "--shared-palette");
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.Equal("stylize: 3 created, 0 up to date, 0 failed.", run.ErrorLines[0]);
        Assert.StartsWith("stylize: Shared palette changed: ", run.ErrorLines[1]);
    }

    [Fact]
    public void Outputs_that_are_up_to_date_are_printed_on_request()
    {
        Photos("in/a.png", "in/b.png");
        Update("in");
        _folder.Image("in/b.png", 50);
        var preview = Update("in", "--what-if", "--pass-thru").OutLines;
        Assert.Equal([_folder["out/b.pixelart.png"]], preview.Select(line => line.Split('\'')[3]));
        var run = _folder.Run("pixel-art", "in", "-o", "out", "--width", "8", "--update", "--pass-thru", "--json");
        Assert.Equal(["UpToDate", "Created"], run.Json.Select(line => line.GetProperty("status").GetString()));
        Assert.Equal(
            [_folder["out/a.pixelart.png"], _folder["out/b.pixelart.png"]], Update("in", "--pass-thru").OutLines);
        Assert.Empty(Update("in").OutLines);
    }

    [Fact]
    public void A_report_can_be_a_table_or_a_page()
    {
        Photos("in/a.png", "in/b, c.png");
        _folder.File("in/bad <x>.png", "not an image");
        string[] command = ["pixel-art", "in", "-o", "out", "--width", "8", "--update", "--report-path"];
        _folder.Run([.. command, "r.csv"]).Exits(1);
        var lines = File.ReadAllLines(_folder["r.csv"]);
        Assert.Equal("status,source,target,seconds,error,message,warnings", lines[0]);
        var status = lines[1..].Select(line => line.Split(',')[0]).Order(StringComparer.Ordinal);
        Assert.Equal(["created", "created", "failed", "total"], status);
        Assert.Contains(
            lines, line => line.StartsWith($"created,\"{_folder["in/b, c.png"]}\",", StringComparison.Ordinal));
        Assert.StartsWith("total,\"2 created, 0 up to date, 1 failed\",", lines[^1], StringComparison.Ordinal);

        _folder.Image("in/a.png", 50);
        for (var i = 0; i < 2; i++)
        {
            _folder.Run([.. command, "r.html"]).Exits(1);
            var page = File.ReadAllText(_folder["r.html"]);
            Assert.Contains(i == 0
                ? "<b>1 created, 1 up to date, 1 failed.</b>" : "<b>0 created, 2 up to date, 1 failed.</b>", page);
            Assert.Contains("bad &lt;x&gt;.png</td>", page);
            Assert.Equal(2 * (1 - i), page.Split("src=\"data:image/png;base64,").Length - 1);
            Assert.Equal(i == 0, page.Contains("<img alt=\"Original a.png\""));
            Assert.Equal(i == 0, page.Contains("a.pixelart.png</a>"));
            Assert.EndsWith("</body></html>\n", page);
        }

        _folder.File("mine.html", "<!DOCTYPE html><p>my page");
        Assert.Contains("earlier report", _folder.Run([.. command, "mine.html"]).Error, StringComparison.Ordinal);
        Assert.Equal("<!DOCTYPE html><p>my page", File.ReadAllText(_folder["mine.html"]));
    }

    [Fact]
    public void A_report_can_be_the_text_of_a_mail_of_at_most_40_lines()
    {
        Photos("in/ok.png");
        string[] command = ["pixel-art", "in", "-o", "out", "--width", "8", "--update", "--report-path", "r.txt"];
        _folder.Run(command).Exits(0);
        var lines = File.ReadAllLines(_folder["r.txt"]);
        Assert.Equal("Stylize report: pixel-art", lines[0]);
        Assert.StartsWith("1 created, 0 up to date, 0 failed. Started ", lines[1], StringComparison.Ordinal);
        Assert.Equal(2, lines.Length);

        using (var report = new BatchReport(_folder["r.txt"], "pixel-art", []))
        {
            Assert.Contains("has not ended", File.ReadAllText(_folder["r.txt"]), StringComparison.Ordinal);
            for (var i = 0; i < 99; i++)
            {
                report.Add(new BatchResult<object>($"/in/{i}\n.png")
                {
                    Failure = i < 50 ? new StylizeException(StylizeError.ImageUnreadable, null, $"Bad {i}.")
                        : new StylizeException(StylizeError.TargetUnwritable, null, "The disk is full."),
                    Warnings = [new BatchMessage("", true, $"Odd {i}.")],
                });
            }

            report.Finish();
        }

        lines = File.ReadAllLines(_folder["r.txt"]);
        Assert.Equal(40, lines.Length);
        Assert.StartsWith("0 created, 0 up to date, 99 failed. ", lines[1], StringComparison.Ordinal);
        Assert.Equal("/in/0\\n.png: ImageUnreadable: Bad 0.", lines[4]);
        Assert.Equal(["The first 18 of 51.", "48 more files failed for reasons shown above."], lines[22..24]);
        Assert.StartsWith("To resume, ", lines[^2], StringComparison.Ordinal);

        _folder.File("mine.txt", "Dear diary");
        Assert.Contains(
            "earlier report", _folder.Run([.. command[..^1], "mine.txt"]).Error, StringComparison.Ordinal);
    }

    /// <summary>Two runs wrote their lines into each other. macOS has no lock that lets others read.</summary>
    [Fact]
    public void A_report_that_another_run_writes_is_refused()
    {
        if (OperatingSystem.IsMacOS()) return;

        Photos("a.png");
        string[] command = ["pixel-art", "a.png", "--width", "8", "--report-path", "r.jsonl"];
        using (new BatchReport(_folder["r.jsonl"], "pixel-art", []))
        {
            var refused = CliRun.AsProcess(_folder.Path, command).Exits(2);
            Assert.StartsWith("stylize: OptionInvalid: ", refused.Error, StringComparison.Ordinal);
            Assert.Contains("writes the report", refused.Error, StringComparison.Ordinal);
            Assert.Contains(
                "Wait until it ends, or give --report-path a different file.", refused.Error, StringComparison.Ordinal);
            Assert.Equal("run",
                JsonNode.Parse(Assert.Single(File.ReadAllLines(_folder["r.jsonl"])))!["status"]!.GetValue<string>());
        }

        _folder.Run(command).Exits(0);
    }

    public static TheoryData<string> Reports => ["fifo", "/dev/full", "/dev/null", "in"];

    /// <summary>The message was that of .NET: "Stream does not support seeking".</summary>
    [Theory]
    [MemberData(nameof(Reports))]
    public void A_report_can_only_be_a_file(string report)
    {
        Photos("in/a.png");
        NonRegularFile.Put(_folder["fifo"], NonRegularFile.Fifo);
        var run = _folder.Run("pixel-art", "in/a.png", "--report-path", report).Exits(2);
        var path = Path.GetFullPath(report, _folder.Path);
        Assert.Equal(
            $"stylize: OptionInvalid: --report-path is '{path}'; it must be a new file or an earlier report.",
            Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData("out", "out/a")]
    [InlineData("out/own.png", "out/own")]
    public void Files_that_a_run_no_longer_creates_are_listed_and_pruned(string destination, string stem)
    {
        Photos("a.png");
        string[] update = ["pixel-art", "a.png", "-o", destination, "--width", "8", "--no-refinement", "--update"];
        _folder.Run([.. update, "--save-palette", "gpl", "--chart", "--progress-image-interval", "5"]).Exits(0);
        string[] mine = [stem + ".pal", stem + "_1.png", stem + ".pixelart.json"];
        foreach (var name in mine)
        {
            File.Copy(_folder["a.png"], _folder[name], overwrite: false);
        }

        string[] gone =
            [.. Directory.GetFiles(_folder["out"], "*_*.png").Except([_folder[stem + "_1.png"]]),
                _folder[stem + ".chart.html"]];
        Assert.True(gone.Length > 1);
        var listed = _folder.Run([.. update, "--save-palette", "gpl"]);
        Assert.Equal("stylize: 1 created, 0 up to date, 0 failed.", listed.ErrorLines[0]);
        Assert.Equal(
            gone.Select(path => $"stylize: '{path}': no longer an output of 'a.png'.").Order(StringComparer.Ordinal),
            listed.ErrorLines.Skip(1).Order(StringComparer.Ordinal));
        Assert.All(gone, path => Assert.True(File.Exists(path)));

        var pruned = _folder.Run([.. update, "--save-palette", "gpl", "--prune", "--report-path", "r.jsonl"]);
        Assert.Equal($"stylize: 0 created, 1 up to date, 0 failed, {gone.Length} deleted.", pruned.ErrorLines[0]);
        Assert.Equal(
            gone.Length, pruned.ErrorLines.Count(line => line.EndsWith("no longer an output of 'a.png'; deleted.")));
        var main = Path.GetFileName(destination) == "out" ? stem + ".pixelart.png" : destination;
        Assert.Equal(mine.Append(main).Append(stem + ".gpl").Order(StringComparer.Ordinal),
            _folder.Names.Where(name => name.StartsWith("out/")).Order(StringComparer.Ordinal));
        var lines = File.ReadAllLines(_folder["r.jsonl"]).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(
            gone.Select(path => ("a.png", path)).Order(),
            lines.Where(line => (string)line["status"]! == "deleted")
                .Select(line => ((string)line["source"]!, (string)line["target"]!)).Order());
        Assert.Equal(("total", gone.Length), ((string)lines[^1]["status"]!, (int)lines[^1]["deleted"]!));
    }

    [Theory]
    [InlineData("--shard", "0/3")]
    [InlineData("--shard", "4/3")]
    [InlineData("--file-time-limit", "0")]
    public void What_contradicts_itself_is_refused_before_any_work(params string[] options)
    {
        Photos("a.png");
        _folder.Run(["pixel-art", "a.png", .. options]).Exits(2);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Theory]
    [InlineData("pixel-art", "a.pixelart.png", "--palette #ff0000,#00ff00 --no-refinement --save-palette hex")]
    [InlineData(
        "dot-art", "a.dots.png", "--preset Watercolor --format png --png-size 64 --paper-color #eeddcc --seed 9")]
    [InlineData("gaussian encode", "a.g2d", "--count 12 --iterations 12 --profile lossless")]
    public void Like_uses_the_options_of_an_output(string command, string output, string options)
    {
        Photos("a.png", "b.png");
        _folder.Run([.. command.Split(' '), "a.png", "b.png", "-o", "out", .. options.Split(' ')]).Exits(0);
        _folder.Run([.. command.Split(' '), "b.png", "-o", "like", "--like", "out/" + output]).IsQuiet();
        Assert.Equal(Bytes("out"), Bytes("like"));

        IEnumerable<string> Bytes(string folder) =>
            Directory.GetFiles(_folder[folder], "b.*").Order(StringComparer.Ordinal)
                .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(File.ReadAllBytes(file))}");
    }

    [Fact]
    public void Given_options_override_like_and_outputs_of_other_operations_are_refused()
    {
        Photos("a.png");
        _folder.Run("pixel-art", "a.png", "--colors", "3", "--width", "8");
        var run = _folder.Run("pixel-art", "a.png", "--like", "a.pixelart.png", "--colors", "2", "-o", "out").Exits(0);
        var options = Assert.Single(_folder.Run("provenance", run.OutLines[0], "--json").Json).GetProperty("options");
        Assert.Equal(("2", "8"), (options.GetProperty("colors").GetString(), options.GetProperty("width").GetString()));

        _folder.Run("dot-art", "a.png", "--like", "a.pixelart.png").Exits(2, "pixel-art");
        _folder.Run("pixel-art", "a.png", "--like", "a.pixelart.png", "--preset", "Fast").Exits(2);
    }

    private void Photos(params string[] names)
    {
        foreach (var (index, name) in names.Index())
        {
            _folder.Image(name, 48 + index, 32);
        }
    }

    private CliRun Update(string input, params string[] options) =>
        _folder.Run(["pixel-art", input, "-o", "out", "--width", "8", "--update", .. options]);
}
