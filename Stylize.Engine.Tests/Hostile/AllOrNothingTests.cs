namespace Stylize.Engine.Tests.Hostile;

/// <summary>Files that cannot be completed: the run fails, and the files of one result appear together or not at
/// all.</summary>
public sealed class AllOrNothingTests : CliTest
{
    [Fact]
    public void A_report_that_cannot_be_finished_fails_the_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a limit of Unix.");
        string[] photos = [.. Enumerable.Range(0, 9).Select(number => $"{number}.png")];
        Array.ForEach(photos, name => _folder.Image(name));
        var run = CliRun.WithSmallFiles(
            _folder.Path, ["pixel-art", .. photos, "-o", "out", "--width", "8", "--report-path", "r.jsonl"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Matches(
            "^stylize: TargetUnwritable: Cannot write the rest of the report '.*': it would exceed the file size limit",
            Assert.Single(run.ErrorLines));
        Assert.Equal(photos.Length, run.OutLines.Length);
        Assert.All(File.ReadLines(_folder["r.jsonl"]), line => JsonDocument.Parse(line).Dispose());
    }

    [Fact]
    public void A_withdrawn_file_restores_the_file_that_it_replaced()
    {
        var old = _folder.File("one.txt", "old");
        Directory.CreateDirectory(_folder["three.txt"]);
        using (var one = Pending(old))
        using (var two = Pending(_folder["two.txt"]))
        using (var three = Pending(_folder["three.txt"]))
        {
            Assert.Throws<StylizeException>(() => PendingFile.CommitAll([one, two, three], force: true));
        }

        Assert.Equal("old", File.ReadAllText(old));
        Assert.Equal(["one.txt"], _folder.Names.Where(name => name != "three.txt"));
    }

    [Fact]
    public void Renamed_files_leave_no_copies()
    {
        var (first, second) = (_folder.File("one.txt", "old"), _folder["two.txt"]);
        using (var one = Pending(first))
        using (var two = Pending(second))
        {
            PendingFile.CommitAll([one, two], force: true);
        }

        Assert.Equal("new", File.ReadAllText(first));
        Assert.Equal(["one.txt", "two.txt"], _folder.Names);
    }

    private static PendingFile Pending(string path) =>
        PendingFile.Write(path, stream => stream.Write("new"u8), CancellationToken.None);
}
