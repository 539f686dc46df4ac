using Stylize.Engine.Runs;
using static Stylize.Engine.Tests.Runs.TextBatch;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Conflicts between targets, inputs and side files.</summary>
public sealed class FileTargetTests : FolderTest
{
    [Fact]
    public void Two_inputs_with_one_target_are_a_conflict_with_both_names()
    {
        var results = Run(new TextOperation(), new TargetOptions { Force = true }, _folder.File("a.png", "png"),
            _folder.File("a.jpg", "jpg"), _folder.File("b.jpg"));
        Assert.Equal([true, false, true], results.Select(r => r.Succeeded));
        Assert.Equal(StylizeError.TargetConflict, results[1].Failure!.Error);
        Assert.Contains(_folder["a.png"], results[1].Failure!.Message);
        Assert.Contains(_folder["a.jpg"], results[1].Failure!.Message);
        Assert.Equal("PNG", File.ReadAllText(_folder["a.text.txt"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_input_is_never_its_own_target(bool force)
    {
        var path = _folder.File("a.txt", "words");
        var failure =
            Run(new TextOperation(), new TargetOptions { Destination = path, Force = force }, path)[0].Failure!;
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
    public void An_input_added_before_the_earlier_item_starts_is_not_replaced()
    {
        var planner = Planner(new TargetOptions { Force = true });
        var (first, second) =
            (planner.Plan(Input(_folder.File("a.png"))), planner.Plan(Input(_folder.File("a.text.txt", "two"))));
        Assert.Null(first.Failure);
        Assert.Null(second.Failure);
        Assert.Equal(StylizeError.TargetIsSource, planner.Obstacle(first)!.Error);
        Assert.Null(planner.Obstacle(second));
    }

    [Fact]
    public void An_output_of_a_run_is_not_an_input_of_it()
    {
        var results = Run(new TextOperation(), new TargetOptions { Force = true }, _folder.File("a.png"));
        Assert.True(results[0].Succeeded);
        var planner = Planner(new TargetOptions { Force = true });
        planner.Begin(planner.Plan(Input(_folder["a.png"])));
        var failure = planner.Plan(Input(_folder["a.text.txt"])).Failure!;
        Assert.Equal((StylizeError.TargetIsSource, _folder["a.text.txt"]), (failure.Error, failure.Target));
    }

    [Fact]
    public void Links_do_not_hide_that_a_target_is_an_input()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege on Windows.");
        var real = _folder.File("real/a.text.txt", "words");
        File.CreateSymbolicLink(_folder["a.png"], real);
        Directory.CreateSymbolicLink(_folder["linked"], _folder["real"]);
        File.CreateSymbolicLink(_folder["real/b.text.txt"], "a.text.txt");

        // The target of an input link, the same through a linked folder, and a link to an input as target.
        Assert.Equal(StylizeError.TargetIsSource, Failure("a.png", "real"));
        Assert.Equal(StylizeError.TargetIsSource, Failure("a.png", "linked"));
        Assert.Equal(StylizeError.TargetIsSource, Failure("real/a.text.txt", "linked/b.text.txt"));
        Assert.Null(Failure("real/a.text.txt", "real/c.text.txt"));
        Assert.Equal("words", File.ReadAllText(real));

        StylizeError? Failure(string source, string destination) => Run(
            new TextOperation(), new TargetOptions { Destination = _folder[destination], Force = true },
            _folder[source])[0].Failure?.Error;
    }

    [Fact]
    public void Names_that_differ_in_case_follow_the_file_system()
    {
        var lower = _folder.File("a.txt", "lower");
        var ignoresCase = File.Exists(_folder["A.txt"]);
        var upper = ignoresCase ? _folder["A.txt"] : _folder.File("A.txt", "upper");
        var result = Run(new TextOperation(), new TargetOptions { Destination = upper, Force = true }, lower)[0];
        Assert.Equal(ignoresCase ? StylizeError.TargetIsSource : null, result.Failure?.Error);
        Assert.Equal(("lower", ignoresCase ? "lower" : "LOWER"), (File.ReadAllText(lower), File.ReadAllText(upper)));
    }

    [Fact]
    public void The_files_of_an_artifact_are_planned_and_written_with_its_main_file()
    {
        var operation = new TextOperation { ExtraFiles = [new(".gpl", "palette"), new(".json", "{}")] };
        var planner = new TargetPlanner(operation, new TargetOptions { Destination = _folder["out"] });
        Assert.Equal(
            [_folder["out/a.gpl"], _folder["out/a.json"]], planner.Plan(Input(_folder.File("a.png"))).SideTargets);
        var result =
            Assert.Single(Run(operation, new TargetOptions { Destination = _folder["out"] }, _folder["a.png"]));
        Assert.Equal([_folder["out/a.gpl"], _folder["out/a.json"]], result.Value!.SideFiles);
        Assert.Equal("palette", File.ReadAllText(_folder["out/a.gpl"]));
        Assert.Equal(["a.png", "out/a.gpl", "out/a.json", "out/a.text.txt"], _folder.Names);
    }

    [Fact]
    public void A_side_file_that_exists_is_refused_before_any_work()
    {
        var operation = new TextOperation((_, _) => Assert.Fail("Worked.")) { ExtraFiles = [new(".gpl", "new")] };
        _folder.File("a.gpl", "old");
        var failure = Run(operation, null, _folder.File("a.png"))[0].Failure!;
        Assert.Equal((StylizeError.TargetExists, _folder["a.gpl"]), (failure.Error, failure.Target));
        Assert.Equal("old", File.ReadAllText(_folder["a.gpl"]));
    }

    [Theory]
    [InlineData("a.text.txt")]
    [InlineData("a.gpl")]
    public void A_folder_with_the_name_of_a_file_to_write_is_refused_before_any_work(string name)
    {
        var operation = new TextOperation((_, _) => Assert.Fail("Worked.")) { ExtraFiles = [new(".gpl", "new")] };
        Directory.CreateDirectory(_folder[name]);
        var failure = Run(operation, new TargetOptions { Force = true }, _folder.File("a.png"))[0].Failure!;
        Assert.Equal((StylizeError.TargetUnwritable, _folder[name]), (failure.Error, failure.Target));
    }

    [Fact]
    public void A_side_file_conflicts_with_inputs_and_other_targets()
    {
        var operation = new TextOperation { ExtraFiles = [new(".own", "new")] };
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
        var operation = new TextOperation((_, context) => context.WriteSideFile!("_1.png", _ => { }));
        var results =
            Run(operation, new TargetOptions { Force = true }, _folder.File("a.png"), _folder.File("a_1.png", "kept"));
        Assert.Equal(StylizeError.TargetIsSource, results[0].Failure!.Error);
        Assert.Equal("kept", File.ReadAllText(_folder["a_1.png"]));
    }
}
