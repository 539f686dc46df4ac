using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;
using static Stylize.Engine.Tests.Runs.TextBatch;

namespace Stylize.Engine.Tests.Runs;

public sealed class FileWorkTests : FolderTest
{
    [Fact]
    public void Each_result_carries_source_target_size_summary_and_phases()
    {
        var result = Assert.Single(Run(new TextOperation((_, context) => context.Phases.Start("read").Dispose()), null,
            _folder.File("a.png", "abc")));
        Assert.True(result.Succeeded);
        Assert.Equal(_folder["a.png"], result.Source);
        Assert.Equal(_folder["a.text.txt"], result.Value.Path);
        Assert.Equal((3, 1), (result.Value.Width, result.Value.Height));
        Assert.Equal([new("Letters", 3)], result.Value.Summary);
        Assert.Equal(["hash", "read", "write"], result.Phases.Select(p => p.Name));
        Assert.True(result.Elapsed > TimeSpan.Zero);
        Assert.Equal("ABC", File.ReadAllText(result.Value.Path));
    }

    [Fact]
    public void A_source_that_changes_during_the_run_gives_no_output()
    {
        var operation = new TextOperation((input, _) => File.WriteAllText(input.Source.Name, "longer"));
        var failure = Run(operation, null, _folder.File("a.png", "abc"))[0].Failure!;
        Assert.Equal((StylizeError.ImageUnreadable, _folder["a.png"]), (failure.Error, failure.Target));
        Assert.Contains("changed while being read", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void A_destination_folder_is_created_with_the_first_file()
    {
        var destination = _folder["new/deep"];
        Assert.Equal(Path.Combine(destination, "a.text.txt"),
            Planner(new TargetOptions { Destination = destination }).Plan(Input(_folder.File("a.png"))).Target);
        Assert.False(Directory.Exists(_folder["new"]));
        Run(new TextOperation((_, _) => throw new StylizeException(StylizeError.ImageUnreadable, "a", "bad")),
            new TargetOptions { Destination = destination }, _folder["a.png"]);
        Assert.False(Directory.Exists(_folder["new"]));
        Run(new TextOperation(), new TargetOptions { Destination = destination }, _folder["a.png"]);
        Assert.Equal(["a.png", "new/deep/a.text.txt"], _folder.Names);
    }

    [Fact]
    public void An_existing_target_is_untouched_without_force_and_no_work_is_done_for_it()
    {
        var worked = false;
        _folder.File("a.text.txt", "old");
        var result = Assert.Single(Run(new TextOperation((_, _) => worked = true), null, _folder.File("a.png")));
        Assert.Equal(
            (StylizeError.TargetExists, _folder["a.text.txt"]), (result.Failure!.Error, result.Failure.Target));
        Assert.Equal("old", File.ReadAllText(_folder["a.text.txt"]));
        Assert.False(worked);
        Assert.True(Run(new TextOperation(), new TargetOptions { Force = true }, _folder["a.png"])[0].Succeeded);
        Assert.Equal("X", File.ReadAllText(_folder["a.text.txt"]));
    }

    [Fact]
    public void A_target_that_appears_during_the_work_is_untouched_without_force()
    {
        var result = Assert.Single(
            Run(new TextOperation((_, _) => _folder.File("a.text.txt", "other")), null, _folder.File("a.png")));
        Assert.Equal(StylizeError.TargetExists, result.Failure!.Error);
        Assert.Equal("other", File.ReadAllText(_folder["a.text.txt"]));
        Assert.Equal(["a.png", "a.text.txt"], _folder.Names);
    }

    [Fact]
    public void Missing_empty_folder_and_broken_inputs_fail_by_themselves()
    {
        Directory.CreateDirectory(_folder["d.png"]);
        var results = Run(
            new TextOperation((input, _) =>
            {
                if (input.Source.Name.EndsWith("bad.png", StringComparison.Ordinal)) throw new FormatException("odd");
            }),
            null,
            _folder["missing.png"],
            _folder.File("empty.png", ""),
            _folder["d.png"],
            _folder.File("bad.png"),
            _folder.File("good.png"));
        Assert.Equal(
            [StylizeError.ImageMissing, StylizeError.ImageUnreadable, StylizeError.ImageUnreadable,
                StylizeError.OperationFailed, null],
            results.Select(r => r.Failure?.Error));
        Assert.All(
            results.Take(4), r => Assert.Equal((r.Source, true), (r.Failure!.Target, r.Failure.Advice is not null)));
    }

    [Fact]
    public void Side_files_have_the_stem_of_the_target_and_follow_the_same_rules()
    {
        var operation =
            new TextOperation((_, context) => context.WriteSideFile!("_10.png", stream => stream.WriteByte(65)));
        var result =
            Assert.Single(Run(operation, new TargetOptions { Destination = _folder["out"] }, _folder.File("a.png")));
        Assert.Equal([_folder["out/a_10.png"]], result.Value!.SideFiles);
        Assert.Equal("A", File.ReadAllText(_folder["out/a_10.png"]));
        File.Delete(_folder["out/a.text.txt"]);
        Assert.Equal(StylizeError.TargetExists,
            Run(operation, new TargetOptions { Destination = _folder["out"] }, _folder["a.png"])[0].Failure!.Error);
    }

    [Fact]
    public void A_failure_in_the_middle_of_writing_leaves_neither_target_nor_temporary_file()
    {
        var result =
            Assert.Single(Run(new TextOperation(write: _ => throw new InvalidOperationException("encoder")), null,
                _folder.File("a.png")));
        Assert.Equal(StylizeError.OperationFailed, result.Failure!.Error);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void Canceling_in_the_middle_of_writing_leaves_neither_target_nor_temporary_file()
    {
        using var cancel = new CancellationTokenSource();
        var operation = new TextOperation(write: stream =>
        {
            cancel.Cancel();
            stream.WriteByte(0);
            Assert.Fail("Writing went on after the cancellation.");
        });
        var planner = Planner();
        using (var batch = new FileWork(operation, planner).CreateBatch(cancellation: cancel.Token))
        {
            batch.Runner.Post(planner.Plan(Input(_folder.File("a.png"))), _ => { });
            Assert.Throws<OperationCanceledException>(() => batch.Runner.Drain(_ => { }));
        }

        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void Messages_and_progress_are_collected()
    {
        var operation = new TextOperation((_, context) =>
        {
            context.Warning!("careful");
            context.Verbose!("detail");
            context.Progress!(new OperationProgress(.5, "thinking"));
        });
        var planner = Planner();
        using var batch = new FileWork(operation, planner).CreateBatch(new BatchOptions { Verbose = true });
        Assert.Equal(2,
            batch.Runner.Run(
                new[] { _folder.File("a.png"), _folder["missing.png"] }.Select(path => planner.Plan(Input(path))))
                .Count());
        Assert.True(batch.TryTakeMessage(out var warning));
        Assert.Equal(new BatchMessage(_folder["a.png"], true, "careful"), warning);
        Assert.True(batch.TryTakeMessage(out var detail));
        Assert.Equal(new BatchMessage(_folder["a.png"], false, "detail"), detail);
        var progress = batch.Progress;
        Assert.Equal((2, 1, 2, 1.0), (progress.Done, progress.Failed, progress.Total, progress.Fraction));
        Assert.Equal(TimeSpan.Zero, progress.Remaining);
    }
}
