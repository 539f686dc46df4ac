using Stylize.Engine.Batch;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Tests.Batch;

public sealed class FileWorkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
        Assert.Equal(["read", "write"], result.Phases.Select(p => p.Name));
        Assert.True(result.Elapsed > TimeSpan.Zero);
        Assert.Equal("ABC", File.ReadAllText(result.Value.Path));
    }

    [Fact]
    public void A_destination_folder_is_made_when_the_first_file_is_written_and_not_before()
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
    public void A_file_name_as_destination_serves_one_input_and_a_second_is_a_conflict()
    {
        var results = Run(new TextOperation(), new TargetOptions { Destination = _folder["out/b.txt"] }, _folder.File("a.png"),
            _folder.File("c.png"));
        Assert.Equal(_folder["out/b.txt"], results[0].Value!.Path);
        Assert.Equal(StylizeError.TargetConflict, results[1].Failure!.Error);
    }

    [Fact]
    public void A_destination_file_of_another_format_is_refused_before_any_work()
    {
        var exception = Assert.Throws<StylizeException>(() =>
            Planner(new TargetOptions { Destination = _folder["b.png"], DestinationName = "OutPath" }));
        Assert.Equal((StylizeError.OptionInvalid, "OutPath"), (exception.Error, exception.Target));
        Assert.Throws<StylizeException>(() => Planner(new TargetOptions { Destination = _folder["b.own"] }));
    }

    [Fact]
    public void An_existing_target_is_untouched_without_force_and_no_work_is_done_for_it()
    {
        var worked = false;
        _folder.File("a.text.txt", "old");
        var result = Assert.Single(Run(new TextOperation((_, _) => worked = true), null, _folder.File("a.png")));
        Assert.Equal((StylizeError.TargetExists, _folder["a.text.txt"]), (result.Failure!.Error, result.Failure.Target));
        Assert.Equal("old", File.ReadAllText(_folder["a.text.txt"]));
        Assert.False(worked);
        Assert.True(Run(new TextOperation(), new TargetOptions { Force = true }, _folder["a.png"])[0].Succeeded);
        Assert.Equal("X", File.ReadAllText(_folder["a.text.txt"]));
    }

    [Fact]
    public void A_target_that_appears_during_the_work_is_untouched_without_force()
    {
        var result = Assert.Single(Run(new TextOperation((_, _) => _folder.File("a.text.txt", "other")), null, _folder.File("a.png")));
        Assert.Equal(StylizeError.TargetExists, result.Failure!.Error);
        Assert.Equal("other", File.ReadAllText(_folder["a.text.txt"]));
        Assert.Equal(["a.png", "a.text.txt"], _folder.Names);
    }

    [Fact]
    public void Two_inputs_with_one_target_are_a_conflict_that_names_both()
    {
        var results = Run(new TextOperation(), new TargetOptions { Force = true }, _folder.File("a.png", "png"),
            _folder.File("a.jpg", "jpg"), _folder.File("b.jpg"));
        Assert.Equal([true, false, true], results.Select(r => r.Succeeded));
        Assert.Equal(StylizeError.TargetConflict, results[1].Failure!.Error);
        Assert.Contains(_folder["a.png"], results[1].Failure!.Message);
        Assert.Contains(_folder["a.jpg"], results[1].Failure!.Message);
        Assert.Equal("PNG", File.ReadAllText(_folder["a.text.txt"]));
    }

    [SkippableFact]
    public void Targets_that_differ_in_case_are_two_files_where_the_file_system_tells_them_apart()
    {
        Skip.If(File.Exists(_folder.File("probe").Replace("probe", "PROBE")), "The file system ignores case.");
        var results = Run(new TextOperation(), null, _folder.File("a.png", "small"), _folder.File("A.png", "large"));
        Assert.All(results, r => Assert.True(r.Succeeded));
        Assert.Equal("SMALL", File.ReadAllText(_folder["a.text.txt"]));
        Assert.Equal("LARGE", File.ReadAllText(_folder["A.text.txt"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_input_is_never_its_own_target(bool force)
    {
        var path = _folder.File("a.txt", "words");
        var failure = Run(new TextOperation(), new TargetOptions { Destination = path, Force = force }, path)[0].Failure!;
        Assert.Equal((StylizeError.TargetIsSource, path), (failure.Error, failure.Target));
        Assert.Equal("words", File.ReadAllText(path));
        Assert.Equal(["a.txt"], _folder.Names);
    }

    [Fact]
    public void A_target_that_is_a_known_input_is_refused_and_that_input_is_done()
    {
        var (first, second) = (_folder.File("a.png", "one"), _folder.File("a.text.txt", "two"));
        var planner = Planner(new TargetOptions { Force = true });
        planner.AddInput(second);
        using var batch = new FileWork(new TextOperation(), planner).CreateBatch();
        var results = batch.Runner.Run(new[] { first, second }.Select(path => planner.Plan(Input(path)))).ToList();
        Assert.Equal([StylizeError.TargetIsSource, null], results.Select(r => r.Failure?.Error));
        Assert.Contains(first, results[0].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal("two", File.ReadAllText(second));
        Assert.Equal("TWO", File.ReadAllText(_folder["a.text.text.txt"]));
    }

    [Fact]
    public void An_input_that_comes_to_be_known_before_the_earlier_item_begins_is_kept_too()
    {
        var planner = Planner(new TargetOptions { Force = true });
        var (first, second) = (planner.Plan(Input(_folder.File("a.png"))), planner.Plan(Input(_folder.File("a.text.txt", "two"))));
        Assert.Null(first.Failure);
        Assert.Null(second.Failure);
        Assert.Equal(StylizeError.TargetIsSource, planner.Obstacle(first)!.Error);
        Assert.Null(planner.Obstacle(second));
    }

    [Fact]
    public void A_file_that_this_run_has_written_is_no_input_of_it()
    {
        var results = Run(new TextOperation(), new TargetOptions { Force = true }, _folder.File("a.png"));
        Assert.True(results[0].Succeeded);
        var planner = Planner(new TargetOptions { Force = true });
        planner.Begin(planner.Plan(Input(_folder["a.png"])));
        var failure = planner.Plan(Input(_folder["a.text.txt"])).Failure!;
        Assert.Equal((StylizeError.TargetIsSource, _folder["a.text.txt"]), (failure.Error, failure.Target));
    }

    [SkippableFact]
    public void Links_do_not_hide_that_a_target_is_an_input()
    {
        Skip.If(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        var real = _folder.File("real/a.text.txt", "words");
        File.CreateSymbolicLink(_folder["a.png"], real);
        Directory.CreateSymbolicLink(_folder["linked"], _folder["real"]);
        File.CreateSymbolicLink(_folder["real/b.text.txt"], "a.text.txt");
        var operation = new TextOperation();

        // What the input leads to; the same through a linked folder; a link to an input as target.
        Assert.Equal(StylizeError.TargetIsSource,
            Run(operation, new TargetOptions { Destination = _folder["real"], Force = true }, _folder["a.png"])[0].Failure!.Error);
        Assert.Equal(StylizeError.TargetIsSource,
            Run(operation, new TargetOptions { Destination = _folder["linked"], Force = true }, _folder["a.png"])[0].Failure!.Error);
        Assert.Equal(
            StylizeError.TargetIsSource,
                Run(operation, new TargetOptions { Destination = _folder["linked/b.text.txt"], Force = true }, real)[0].Failure!.Error);
        Assert.True(Run(operation, new TargetOptions { Destination = _folder["real/c.text.txt"], Force = true }, real)[0].Succeeded);
        Assert.Equal("words", File.ReadAllText(real));
    }

    [SkippableFact]
    public void Names_that_differ_in_case_are_two_files_where_the_file_system_says_so()
    {
        Skip.If(File.Exists(_folder.File("probe").Replace("probe", "PROBE")), "The file system ignores case.");
        var (lower, upper) = (_folder.File("a.txt", "lower"), _folder.File("A.txt", "upper"));
        Assert.True(Run(new TextOperation(), new TargetOptions { Destination = upper, Force = true }, lower)[0].Succeeded);
        Assert.Equal(("lower", "LOWER"), (File.ReadAllText(lower), File.ReadAllText(upper)));
    }

    [SkippableFact]
    public void Names_that_differ_in_case_are_one_file_where_the_file_system_ignores_case()
    {
        Skip.IfNot(File.Exists(_folder.File("probe").Replace("probe", "PROBE")), "The file system tells case apart.");
        var path = _folder.File("a.txt", "words");
        Assert.Equal(StylizeError.TargetIsSource,
            Run(new TextOperation(), new TargetOptions { Destination = _folder["A.txt"], Force = true }, path)[0].Failure!.Error);
        Assert.Equal("words", File.ReadAllText(path));
    }

    [Fact]
    public void The_files_of_an_artefact_are_planned_and_written_with_its_main_file()
    {
        var operation = new TextOperation { Beside = [new(".gpl", "palette"), new(".json", "{}")] };
        var planner = new TargetPlanner(operation, new TargetOptions { Destination = _folder["out"] });
        Assert.Equal([_folder["out/a.gpl"], _folder["out/a.json"]], planner.Plan(Input(_folder.File("a.png"))).SideTargets);
        var result = Assert.Single(Run(operation, new TargetOptions { Destination = _folder["out"] }, _folder["a.png"]));
        Assert.Equal([_folder["out/a.gpl"], _folder["out/a.json"]], result.Value!.SideFiles);
        Assert.Equal("palette", File.ReadAllText(_folder["out/a.gpl"]));
        Assert.Equal(["a.png", "out/a.gpl", "out/a.json", "out/a.text.txt"], _folder.Names);
    }

    [Fact]
    public void A_side_file_that_exists_is_refused_before_any_work()
    {
        var operation = new TextOperation((_, _) => Assert.Fail("Worked.")) { Beside = [new(".gpl", "new")] };
        _folder.File("a.gpl", "old");
        var failure = Run(operation, null, _folder.File("a.png"))[0].Failure!;
        Assert.Equal((StylizeError.TargetExists, _folder["a.gpl"]), (failure.Error, failure.Target));
        Assert.Equal("old", File.ReadAllText(_folder["a.gpl"]));
    }

    [Fact]
    public void A_side_file_is_no_input_and_no_other_items_file()
    {
        var operation = new TextOperation { Beside = [new(".own", "new")] };
        var (input, own, other) = (_folder.File("a.png"), _folder.File("a.own", "old"), _folder.File("sub/a.png"));
        var planner = new TargetPlanner(operation, new TargetOptions { Force = true });
        planner.AddInput(own);
        var obstacle = planner.Obstacle(planner.Plan(Input(input)))!;
        Assert.Equal((StylizeError.TargetIsSource, own), (obstacle.Error, obstacle.Target));
        planner = new TargetPlanner(operation, new TargetOptions { Destination = _folder["out"] });
        Assert.Null(planner.Plan(Input(input)).Failure);
        Assert.Equal(StylizeError.TargetConflict, planner.Plan(Input(other)).Failure!.Error);
    }

    [Fact]
    public void A_file_written_during_the_run_does_not_replace_an_input()
    {
        var operation = new TextOperation((_, context) => context.WriteBeside!("_1.png", _ => { }));
        var results = Run(operation, new TargetOptions { Force = true }, _folder.File("a.png"), _folder.File("a_1.png", "kept"));
        Assert.Equal(StylizeError.TargetIsSource, results[0].Failure!.Error);
        Assert.Equal("kept", File.ReadAllText(_folder["a_1.png"]));
    }

    [Fact]
    public void Missing_empty_folder_and_broken_inputs_fail_by_themselves()
    {
        Directory.CreateDirectory(_folder["d.png"]);
        var results = Run(
            new TextOperation((input, _) =>
            {
                if (input.Source.Name.EndsWith("bad.png", StringComparison.Ordinal))
                {
                    throw new FormatException("odd");
                }
            }),
            null,
            _folder["missing.png"],
            _folder.File("empty.png", ""),
            _folder["d.png"],
            _folder.File("bad.png"),
            _folder.File("good.png"));
        Assert.Equal(
            [StylizeError.ImageMissing, StylizeError.ImageUnreadable, StylizeError.ImageUnreadable, StylizeError.OperationFailed, null],
            results.Select(r => r.Failure?.Error));
        Assert.All(results.Take(4), r => Assert.Equal((r.Source, true), (r.Failure!.Target, r.Failure.Advice is not null)));
    }

    [SkippableFact]
    public void Links_that_lead_nowhere_or_in_a_circle_fail_by_themselves()
    {
        Skip.If(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        File.CreateSymbolicLink(_folder["nowhere.png"], _folder["gone.png"]);
        File.CreateSymbolicLink(_folder["circle.png"], _folder["circle.png"]);
        File.CreateSymbolicLink(_folder["fine.png"], _folder.File("real.png"));
        var results = Run(new TextOperation(), null, _folder["nowhere.png"], _folder["circle.png"], _folder["fine.png"]);
        Assert.Equal([StylizeError.ImageMissing, StylizeError.ImageUnreadable, null], results.Select(r => r.Failure?.Error));
    }

    [Fact]
    public void Files_beside_the_result_take_the_targets_stem_and_the_same_rules()
    {
        var operation = new TextOperation((_, context) => context.WriteBeside!("_10.png", stream => stream.WriteByte(65)));
        var result = Assert.Single(Run(operation, new TargetOptions { Destination = _folder["out"] }, _folder.File("a.png")));
        Assert.Equal([_folder["out/a_10.png"]], result.Value!.SideFiles);
        Assert.Equal("A", File.ReadAllText(_folder["out/a_10.png"]));
        File.Delete(_folder["out/a.text.txt"]);
        Assert.Equal(StylizeError.TargetExists,
            Run(operation, new TargetOptions { Destination = _folder["out"] }, _folder["a.png"])[0].Failure!.Error);
    }

    [Fact]
    public void A_failure_in_the_middle_of_writing_leaves_neither_target_nor_temporary_file()
    {
        var result = Assert.Single(Run(new TextOperation(write: _ => throw new InvalidOperationException("encoder")), null,
            _folder.File("a.png")));
        Assert.Equal(StylizeError.OperationFailed, result.Failure!.Error);
        Assert.Equal(["a.png"], _folder.Names);
    }

    [Fact]
    public void Cancelling_in_the_middle_of_writing_leaves_neither_target_nor_temporary_file()
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

    [SkippableFact]
    public void A_destination_that_cannot_be_written_is_one_clear_failure_an_input()
    {
        Skip.IfNot(Directory.Exists("/proc/self"), "Needs a folder that nobody can write to.");
        var results = Run(new TextOperation(), new TargetOptions { Destination = "/proc/self/out" }, _folder.File("a.png"),
            _folder.File("b.png"));
        Assert.All(results, r => Assert.Equal(StylizeError.TargetUnwritable, r.Failure!.Error));
    }

    [Fact]
    public void Names_with_brackets_spaces_and_letters_of_any_script_work()
    {
        string[] names = ["a[1].png", "b c.png", "日本 é.png", "100%.png", "-x.png", "dot.dot.png"];
        var results = Run(new TextOperation(), new TargetOptions { Destination = _folder["out [1]"] }, [.. names.Select(n =>
            _folder.File(n))]);
        Assert.All(results, r => Assert.True(r.Succeeded));
        Assert.Equal(names.Select(n => _folder[$"out [1]/{Path.GetFileNameWithoutExtension(n)}.text.txt"]), results.Select(r =>
            r.Value!.Path));
    }

    [Fact]
    public void Messages_and_progress_are_gathered()
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
            batch.Runner.Run(new[] { _folder.File("a.png"), _folder["missing.png"] }.Select(path => planner.Plan(Input(path)))).Count());
        Assert.True(batch.TryTakeMessage(out var warning));
        Assert.Equal(new BatchMessage(_folder["a.png"], true, "careful"), warning);
        Assert.True(batch.TryTakeMessage(out var detail));
        Assert.Equal(new BatchMessage(_folder["a.png"], false, "detail"), detail);
        var progress = batch.Progress;
        Assert.Equal((2, 1, 2, 1.0), (progress.Done, progress.Failed, progress.Total, progress.Fraction));
        Assert.Equal(TimeSpan.Zero, progress.Remaining);
    }

    [Fact]
    public void Work_that_writes_no_file_goes_through_the_same_batch()
    {
        using var batch = new ItemBatch<FileItem, string>((item, _) => File.ReadAllText(item.Source));
        var items = new[] { _folder.File("a", "1"), _folder["none"], _folder.File("b", "2") }.Select(path => new FileItem(Input(path)));
        Assert.Equal(["1", null, "2"], batch.Runner.Run(items).Select(r => r.Value));
    }

    private static TargetPlanner Planner(TargetOptions? targets = null) => new(new TextOperation(), targets ?? new TargetOptions());

    private static ImageInput Input(string path) => new(ImageSource.File(path), new NoCodec());

    private static List<BatchResult<WrittenFile>> Run(IOperation operation, TargetOptions? targets, params string[] sources)
    {
        var planner = new TargetPlanner(operation, targets ?? new TargetOptions());
        using var batch = new FileWork(operation, planner).CreateBatch();
        return [.. batch.Runner.Run(sources.Select(path => planner.Plan(Input(path))).ToList())];
    }
}
