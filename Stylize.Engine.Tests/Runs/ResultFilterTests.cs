using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Targets;

namespace Stylize.Engine.Tests.Runs;

/// <summary>Results among the inputs, and the number of inputs that a destination accepts.</summary>
public sealed class ResultFilterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_result_is_recognized_by_its_provenance()
    {
        var source = _folder.File("a.png", "words");
        Run(source, "small.txt");
        Assert.True(Filter().IsResult(_folder["small.txt"]));
        Assert.False(Filter().IsResult(source));
        Assert.False(Filter().IsResult(_folder.File("notes.txt", "words")));
        Assert.False(Filter().IsResult(_folder["missing.txt"]));
    }

    [Fact]
    public void A_result_of_another_operation_is_an_input()
    {
        Run(_folder.File("a.png"), "a.text.txt");
        var text = File.ReadAllText(_folder["a.text.txt"]);
        File.WriteAllText(_folder["a.text.txt"], text.Replace("\"text\"", "\"other\"", StringComparison.Ordinal));
        Assert.False(Filter().IsResult(_folder["a.text.txt"]));
    }

    [Fact]
    public void In_another_folder_a_result_counts_only_if_its_source_is_an_input_or_this_run_writes_there()
    {
        Run(_folder.File("photos/a.png"), "out/small.txt");
        var filter = Filter();
        Assert.False(filter.IsResult(_folder["out/small.txt"]));
        filter.Add(_folder["photos/a.png"]);
        Assert.True(filter.IsResult(_folder["out/small.txt"]));
        Assert.True(Filter(_ => true).IsResult(_folder["out/small.txt"]));
    }

    [Fact]
    public void A_result_without_source_is_recognized_in_the_destination()
    {
        var source = _folder.File("a.png");
        Run(source, "a.text.txt");
        File.Delete(source);
        Assert.True(Filter(TextBatch.Planner().WritesTo).IsResult(_folder["a.text.txt"]));
        Assert.False(Filter().IsResult(_folder["a.text.txt"]));
    }

    [Fact]
    public void A_file_without_provenance_is_a_result_by_its_name_next_to_its_source()
    {
        _folder.File("a.text.txt", "words");
        Assert.False(Filter(_ => true).IsResult(_folder["a.text.txt"]));
        _folder.File("a.txt", "words");
        Assert.True(Filter().IsResult(_folder["a.text.txt"]));
        Assert.True(Filter().IsResult(_folder.File("a.text_0003.txt", "words")));
        Assert.False(Filter().IsResult(_folder["a.txt"]));
    }

    [Fact]
    public void Items_are_selected_from_an_endless_input_one_at_a_time()
    {
        var selection = Selection(null);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"/photos/{i}.png", Assert.Single(selection.Add([$"/photos/{i}.png"])));
        }

        Assert.Empty(selection.End());
    }

    [Fact]
    public void An_unknown_extension_is_refused_for_one_input_and_a_folder_for_two()
    {
        var selection = Selection("plot.gcode");
        Assert.Empty(selection.Add(["/a.png"]));
        var failure = Assert.Throws<StylizeException>(selection.End);
        Assert.Equal(StylizeError.OptionInvalid, failure.Error);
        Assert.Contains(".gcode", failure.Message, StringComparison.Ordinal);
        Assert.Contains(".txt or .own", failure.Advice, StringComparison.Ordinal);

        selection = Selection("plot.gcode");
        Assert.Empty(selection.Add(["/a.png"]));
        Assert.Equal(["/a.png", "/b.png"], selection.Add(["/b.png"]));
        Assert.Equal("/c.png", Assert.Single(selection.Add(["/c.png"])));
        Assert.Empty(selection.End());
    }

    [Theory]
    [InlineData("drawings/")]
    [InlineData("drawings")]
    [InlineData("2026.11.21")]
    [InlineData("there.gcode")]
    public void A_folder_accepts_one_input(string destination)
    {
        Directory.CreateDirectory(_folder["there.gcode"]);
        var selection = Selection(destination);
        Assert.Equal("/a.png", Assert.Single(selection.Add(["/a.png"]).Concat(selection.End())));
    }

    [Fact]
    public void A_file_name_accepts_one_input_besides_results_and_refuses_the_second()
    {
        var source = _folder.File("a.png");
        Run(source, "a.text.txt");
        var both = Selection("again.txt");
        Assert.Empty(both.Add([_folder["a.text.txt"], source]));
        Assert.Equal(source, Assert.Single(both.End()));
        Assert.Equal(
            "Skipped 1 input because it is a result of this operation. Use {IncludeResults} to process it.", both.Warning);

        var several = Selection("again.txt");
        Assert.Empty(several.Add([source]));
        Assert.Throws<StylizeException>(() => several.Add([_folder["b.png"]]));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_found_before_the_work_and_tried_once()
    {
        var operation = new TextOperation((_, _) => Assert.Fail("Worked."));
        _folder.File("wall", "a file where a folder should be");
        var targets = new TargetOptions { Destination = _folder["wall/out"] };
        var results = TextBatch.Run(operation, targets, _folder.File("a.png"), _folder.File("b.png"));
        Assert.All(results, result => Assert.Equal(StylizeError.TargetUnwritable, result.Failure!.Error));
        Assert.Equal(["a.png", "b.png", "wall"], _folder.Names);

        var planner = new TargetPlanner(operation, targets);
        using var work = new FileWork(operation, planner);
        Assert.Equal(
            StylizeError.TargetUnwritable, work.Predict(planner.Plan(TextBatch.Input(_folder["a.png"]))).Failure!.Error);
        Assert.Throws<StylizeException>(() => planner.RequireWritable(_folder["a.png"]));
    }

    private void Run(string source, string target)
    {
        var options = new TargetOptions { Destination = _folder[target] };
        Assert.True(Assert.Single(TextBatch.Run(new TextOperation { SaysHow = true }, options, source)).Succeeded);
    }

    private static ResultFilter Filter(Func<string, bool>? isTargetFolder = null) =>
        new("text", new TextOperation().Outputs, new NoCodec(), isTargetFolder ?? (_ => false));

    private Chosen Selection(string? destination)
    {
        var path = destination is null ? null : _folder.Path + Path.DirectorySeparatorChar + destination;
        var targets = new TargetOptions { Destination = path };
        return new Chosen(new InputSelection(new TextOperation(), TextBatch.Planner(targets), new NoCodec(), false));
    }

    /// <summary>Creates a selection from paths.</summary>
    private sealed class Chosen(InputSelection selection)
    {
        public string? Warning => selection.Warning;

        public IEnumerable<string> Add(IEnumerable<string> paths) =>
            selection.Add([.. paths.Select(path => new RunInput(path))]).Select(input => input.Path);

        public IEnumerable<string> End() => selection.End().Select(input => input.Path);

        public IEnumerable<string> Choose(IEnumerable<string> paths) =>
            selection.Choose(paths.Select(path => new RunInput(path))).Select(input => input.Path);
    }
}
