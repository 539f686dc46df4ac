using Stylize.Cli;

namespace Stylize.Engine.Tests.Cli;

/// <summary>Lists and shards of inputs, and the report of a run.</summary>
public sealed class ListTests : CliTest
{
    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\0")]
    public void A_list_names_files_literally(string end)
    {
        string[] names = ["a[1].png", "b *.png", "sub/ c.png", "日本.png"];
        Array.ForEach(names, name => _folder.Image(name));
        _folder.File("list.txt", "\uFEFF" + string.Concat(names.Select(name => name + end)) + end);
        string[] nul = end == "\0" ? ["--null"] : [];
        var run = _folder.Run(["pixel-art", "--width", "8", "--input-list", "list.txt", "-o", "out", .. nul]).IsQuiet();
        Assert.Equal(names.Select(n => Path.GetFileNameWithoutExtension(n)),
            run.OutLines.Select(line => Path.GetFileName(line)[..^13]));
    }

    [Fact]
    public void A_list_can_be_read_from_standard_input_and_follow_arguments()
    {
        _folder.Image("a.png");
        _folder.Image("b.png");
        var run = CliRun.WithInput(
            _folder.Path, "b.png\ngone.png\n", "pixel-art", "a.png", "--input-list", "-", "--width", "8");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(["a.pixelart.png", "b.pixelart.png"], run.OutLines.Select(line => Path.GetFileName(line)));
        Assert.Contains("gone.png", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone.txt", new string[0])]
    [InlineData("nul.txt", new string[0])]
    public void An_invalid_list_is_wrong_use(string list, string[] options)
    {
        _folder.File("nul.txt", "a.png\0b.png\0");
        _folder.Run(["pixel-art", "--input-list", list, .. options]).Exits(2, "--input-list");
    }

    [Fact]
    public void Folders_are_kept_below_the_destination()
    {
        _folder.Image("in/a.png");
        _folder.Image("in/sub/a.png");
        _folder.Image("other/b.png");
        var run = _folder.Run(
            "pixel-art", "in/**/*.png", "other/b.png", "--relative-to", "in", "-o", "out", "--width", "8").Exits(1);
        Assert.Equal([_folder["out/a.pixelart.png"], _folder["out/sub/a.pixelart.png"]], run.OutLines);
        Assert.Contains("not below", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        _folder.Run(
            "pixel-art", "in/**/*.png", "--relative-to", "in", "-o", "out", "--width", "8", "--update").Exits(0);
    }

    [Fact]
    public void The_shards_of_a_list_process_each_item_exactly_once()
    {
        var names = Enumerable.Range(0, 11).Select(i => $"{i:00}.png").ToArray();
        Array.ForEach(names, name => _folder.Image(name));
        var manifest = _folder.Run("list", "pixel-art", ".");
        Assert.Equal(names.Select(name => _folder[name]), manifest.OutLines);
        _folder.File("manifest.txt", manifest.Out);
        var done = new List<string>();
        for (var shard = 1; shard <= 4; shard++)
        {
            var run = _folder.Run(
                "pixel-art", "--input-list", "manifest.txt", "--shard", $"{shard}/4", "-o", "out", "--width",
                "8").IsQuiet();
            Assert.InRange(run.OutLines.Length, 2, 3);
            done.AddRange(run.OutLines);
        }

        Assert.Equal(names.Select(name => _folder["out/" + name[..2] + ".pixelart.png"]), done.Order());
        _folder.Run("pixel-art", "00.png", "--width", "8");
        Assert.Equal(manifest.Out, _folder.Run("list", "pixel-art", ".").Out);
        Assert.Equal(
            12, _folder.Run("list", ".", "--print0").Out.Split('\0', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public void A_report_has_a_line_for_each_file_and_totals()
    {
        _folder.Image("a.png");
        _folder.File("b.png", "no picture");
        _folder.Image("c.png", 600, 400);
        string[] command = ["pixel-art", "a.png", "b.png", "gone.png", "--width", "8", "--report-path", "log/r.jsonl"];
        _folder.Run(command).Exits(1);
        var lines = Lines();
        Assert.Equal(["created", "failed", "failed", "run", "total"],
            lines.Select(line => line.GetProperty("status").GetString()).Order());
        var first = lines[0];
        Assert.Equal(
            ("run", "Stylize", "pixel-art"), (Text(first, "status"), Text(first, "program"), Text(first, "operation")));
        Assert.Equal(StylizeCommand.Version, Text(first, "version"));
        Assert.Equal(DateTimeKind.Utc, first.GetProperty("started").GetDateTime().Kind);
        Assert.Equal("""{"Width":8}""", first.GetProperty("options").GetRawText());
        var made = lines.Single(line => line.GetProperty("status").GetString() == "created");
        Assert.Equal((_folder["a.png"], _folder["a.pixelart.png"]),
            (made.GetProperty("source").GetString(), made.GetProperty("target").GetString()));
        Assert.True(made.GetProperty("seconds").GetDouble() > 0);
        Assert.True(made.GetProperty("phases").TryGetProperty("anneal", out _));
        var failed = lines[1..^1].Single(line => line.GetProperty("source").GetString() == _folder["gone.png"]);
        Assert.Equal("ImageMissing", failed.GetProperty("error").GetString());
        var total = lines[^1];
        Assert.Equal((1, 0, 2), (Count(total, "created"), Count(total, "upToDate"), Count(total, "failed")));

        _folder.Run([.. command, "--update"]).Exits(1);
        lines = Lines();
        Assert.Equal(
            ["failed", "failed", "run", "total", "upToDate"], lines.Select(line => Text(line, "status")).Order());
        Assert.Equal(
            (0, 1, 2), (Count(lines[^1], "created"), Count(lines[^1], "upToDate"), Count(lines[^1], "failed")));

        var photo = File.ReadAllBytes(_folder["c.png"]);
        _folder.Run("pixel-art", "a.png", "--report-path", "c.png").Exits(2);
        Assert.Equal(photo, File.ReadAllBytes(_folder["c.png"]));

        JsonElement[] Lines() =>
            [.. File.ReadLines(_folder["log/r.jsonl"]).Select(line => JsonDocument.Parse(line).RootElement)];
        int Count(JsonElement line, string name) => line.GetProperty(name).GetInt32();
        string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
    }

    [Fact]
    public void A_file_that_takes_too_long_fails_and_the_run_continues()
    {
        var operation = new TextOperation(first: (input, context) =>
        {
            if (input.Source.Name.EndsWith("slow.txt", StringComparison.Ordinal))
            {
                context.Cancellation.WaitHandle.WaitOne();
                context.Cancellation.ThrowIfCancellationRequested();
            }
        });
        var results = TextBatch.Run(
            operation, new TargetPlanner(operation, new()), new() { FileTimeLimit = TimeSpan.FromSeconds(0.3) },
            _folder.File("a.txt"), _folder.File("slow.txt"), _folder.File("z.txt"));
        Assert.Equal([null, StylizeError.TimeLimitExceeded, null], results.Select(result => result.Failure?.Error));
        Assert.DoesNotContain("slow.text.txt", _folder.Names);
    }
}
