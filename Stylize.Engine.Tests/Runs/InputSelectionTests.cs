using Stylize.Engine.Runs;

namespace Stylize.Engine.Tests.Runs;

/// <summary>The number of inputs that a destination accepts.</summary>
public sealed class InputSelectionTests : FolderTest
{
    [Fact]
    public void Items_are_selected_from_an_endless_input_one_at_a_time()
    {
        var selection = Selection(null);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal($"/photos/{i}.png", Assert.Single(selection.Add($"/photos/{i}.png")));
        }

        Assert.Empty(selection.End());
    }

    [Fact]
    public void An_unknown_extension_is_refused_for_one_input_and_a_folder_for_two()
    {
        var selection = Selection("plot.gcode");
        Assert.Empty(selection.Add("/a.png"));
        var failure = Fails.Of(StylizeError.OptionInvalid, () => selection.End(), ".gcode");
        Assert.Contains(".txt or .own", failure.Advice, StringComparison.Ordinal);

        selection = Selection("plot.gcode");
        Assert.Empty(selection.Add("/a.png"));
        Assert.Equal(["/a.png", "/b.png"], selection.Add("/b.png"));
        Assert.Equal("/c.png", Assert.Single(selection.Add("/c.png")));
        Assert.Empty(selection.End());
    }

    public static TheoryData<string> Destinations => ["drawings/", "drawings", "2026.11.21", "there.gcode"];

    [Theory]
    [MemberData(nameof(Destinations))]
    public void A_folder_accepts_one_input(string destination)
    {
        Directory.CreateDirectory(_folder["there.gcode"]);
        var selection = Selection(destination);
        Assert.Equal("/a.png", Assert.Single(selection.Add("/a.png").Concat(selection.End())));
    }

    [Fact]
    public void A_file_name_accepts_one_input_and_refuses_the_second()
    {
        var one = Selection("again.txt");
        Assert.Equal("/a.png", Assert.Single(one.Add("/a.png").Concat(one.End())));

        var several = Selection("again.txt");
        Assert.Empty(several.Add("/a.png"));
        Assert.Throws<StylizeException>(() => several.Add("/b.png"));
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
            StylizeError.TargetUnwritable,
            work.Predict(planner.Plan(TextBatch.Input(_folder["a.png"]))).Failure!.Error);
        Assert.Throws<StylizeException>(() => planner.RequireWritable(_folder["a.png"]));
    }

    private Chosen Selection(string? destination)
    {
        var path = destination is null ? null : _folder.Path + Path.DirectorySeparatorChar + destination;
        return new Chosen(
            new InputSelection(new TextOperation(), TextBatch.Planner(new TargetOptions { Destination = path })));
    }

    /// <summary>Selects from paths.</summary>
    private sealed class Chosen(InputSelection selection)
    {
        public IEnumerable<string> Add(string path) =>
            [.. selection.Add(new RunInput(path)).Select(input => input.Path)];

        public IEnumerable<string> End() => [.. selection.End().Select(input => input.Path)];
    }
}
