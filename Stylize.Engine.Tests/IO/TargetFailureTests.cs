using Stylize.Engine.Runs;

namespace Stylize.Engine.Tests.IO;

/// <summary>Tests targets that cannot be written, and files that are briefly in use.</summary>
public sealed class TargetFailureTests : FolderTest
{
    private const int InUse = unchecked((int)0x80070020);

    [Fact]
    public void Side_files_are_not_written_without_their_image()
    {
        var operation = new TextOperation(
            write: _ => throw new IOException("full", 28)) { ExtraFiles = [new(".palette", "colors")] };
        var result = Assert.Single(TextBatch.Run(operation, null, _folder.File("a.png")));
        Assert.Contains("the disk is full", result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(["a.png"], _folder.Names);
    }

    /// <summary>Each picture was computed for nothing. A limit of file sizes and a quota are full disks.</summary>
    [Theory]
    [InlineData(28, "the disk is full")]
    [InlineData(27, "larger than this disk allows")]
    [InlineData(null, "larger than this disk allows")]
    public void Nothing_is_computed_after_the_disk_is_full_and_what_is_up_to_date_stays_so(int? error, string reason)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs errors of Unix.");
        string[] sources = [.. ((string[])["a", "b", "c", "d"]).Select(name => _folder.File($"{name}.png", name))];
        var targets = new TargetOptions { Destination = _folder["out"], Update = true };
        Assert.True(Assert.Single(TextBatch.Run(new TextOperation { SaysHow = true }, targets, sources[2])).Succeeded);

        var computed = 0;
        var operation = new TextOperation((_, _) => computed++, _ => throw (error is { } number
            ? new IOException("full", number)
            : new ArgumentOutOfRangeException("value", "Specified file length was too large for the file system.")))
        {
            SaysHow = true,
        };
        var planner = new TargetPlanner(operation, targets);
        using var batch = new FileWork(operation, planner).CreateBatch(
            new BatchOptions { Limits = new RunnerOptions { ThrottleLimit = 1 } });
        var results = batch.Runner.Run(sources.Select(path => planner.Plan(TextBatch.Input(path))).ToList()).ToList();
        Assert.Equal(1, computed);
        Assert.True(results[2].Value!.IsCurrent);
        Assert.All(results.Where((_, index) => index != 2), result =>
        {
            Assert.Contains(reason, result.Failure!.Message, StringComparison.Ordinal);
            var own = result == results[0] ? _folder["out/a.txt"] : result.Source;
            Assert.Contains(Path.GetFileNameWithoutExtension(own), result.Failure.Message, StringComparison.Ordinal);
            Assert.Equal(results[0].Failure!.Cause, result.Failure.Cause);
        });
        Assert.Equal((0, 1, 3), (batch.Totals.Created, batch.Totals.Current, batch.Totals.Failed));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void A_read_only_output_is_kept(bool force, bool update)
    {
        var source = _folder.File("a.png", "1");
        var targets = new TargetOptions { Destination = _folder["out"], Force = force, Update = update };
        var first = Assert.Single(TextBatch.Run(new TextOperation { SaysHow = true }, targets, source)).Value!.Path;
        File.SetAttributes(first, FileAttributes.ReadOnly);
        _folder.File("a.png", "2");
        var before = File.ReadAllBytes(first);
        var result = Assert.Single(TextBatch.Run(new TextOperation { SaysHow = true }, targets, source));
        Assert.Equal(StylizeError.TargetUnwritable, result.Failure!.Error);
        Assert.Contains($"'{first}': the file is read-only", result.Failure.Message, StringComparison.Ordinal);
        Fails.Of(StylizeError.TargetUnwritable, () => AtomicFile.Write(first, force: true, _ => { }), "read-only");
        Assert.Equal(before, File.ReadAllBytes(first));
        File.SetAttributes(first, FileAttributes.Normal);
    }

    [Fact]
    public void A_quota_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs errors of Unix.");
        var failure = WriteFailure.Explain(
            _folder["a"], new IOException("Disk quota exceeded", OperatingSystem.IsMacOS() ? 69 : 122));
        Assert.Equal($"Cannot write '{_folder["a"]}': your disk quota is exceeded.", failure.Message);
        Assert.True(WriteFailure.EndsRun(failure));
    }

    [Fact]
    public void A_folder_removed_during_the_run_is_reported_and_not_created_again()
    {
        var done = 0;
        var operation = new TextOperation((_, _) =>
        {
            if (Interlocked.Increment(ref done) == 2)
            {
                Directory.Delete(_folder["out"], recursive: true);
            }
        });
        var results = TextBatch.Run(
            operation, new TargetPlanner(operation, new TargetOptions { Destination = _folder["out"] }),
            new BatchOptions { Limits = new RunnerOptions { ThrottleLimit = 1 } },
            _folder.File("a.png"), _folder.File("b.png"), _folder.File("c.png"));
        Assert.True(results[0].Succeeded);
        Assert.All(results.Skip(1),
            r => Assert.Contains("was removed during the run", r.Failure!.Message, StringComparison.Ordinal));
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public void Errors_do_not_show_temporary_names()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Permissions of Unix.");
        Directory.CreateDirectory(_folder["out"]);
        var failures = new List<StylizeException>
        {
            WriteFailure.Explain(
                _folder["out/a"], new UnauthorizedAccessException("Access to '.stylize-1.tmp' is denied.")),
            Assert.Throws<StylizeException>(() => AtomicFile.Write("/proc/a.png", force: false, _ => { })),
            Assert.Throws<StylizeException>(
                () => AtomicFile.Write(_folder.File("f") + "/a.png", force: false, _ => { })),
            Assert.Throws<StylizeException>(() => AtomicFile.Write(_folder["out"], force: true, _ => { })),
            Assert.Throws<StylizeException>(
                () => AtomicFile.Write(_folder[new string('x', 300)], force: true, _ => { })),
        };
        Assert.All(failures, f => Assert.Equal(StylizeError.TargetUnwritable, f.Error));
        Assert.All(failures, f => Assert.DoesNotContain(".stylize-", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_in_use_is_retried_until_it_is_free()
    {
        var (tries, waited) = (0, 0);
        var result = SharingViolation.Retry(
            () => ++tries < 4 ? throw new IOException("in use", InUse) : "done", SharingViolation.Is,
            pause => waited += pause);
        Assert.Equal(("done", 4), (result, tries));
        Assert.True(waited > 0);
    }

    [Fact]
    public void A_file_that_remains_in_use_is_reported_after_1500_milliseconds()
    {
        var waited = 0;
        var failure = Assert.Throws<IOException>(() => SharingViolation.Retry<int>(
            () => throw new IOException("in use", InUse), SharingViolation.Is, pause => waited += pause));
        Assert.InRange(waited, 1000, 2000);
        var refusal = WriteFailure.Explain(_folder["a.png"], failure);
        Assert.Contains("in use by another program", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("folder", refusal.Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_failures_are_not_retried()
    {
        var tries = 0;
        Assert.Throws<IOException>(() => SharingViolation.Retry<int>(
            () => throw new IOException($"disk {++tries}", 5), SharingViolation.Is, _ => { }));
        Assert.Equal(1, tries);
    }
}
