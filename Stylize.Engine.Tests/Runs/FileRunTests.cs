using Stylize.Engine.Runs;
using Stylize.Engine.Runs.Report;

namespace Stylize.Engine.Tests.Runs;

/// <summary>File runs through their display.</summary>
public sealed class FileRunTests : FolderTest
{
    [Fact]
    public void Single_inputs_give_results_failures_and_final_lines_in_order()
    {
        var said = Execute(
            new TargetOptions { Update = true }, RunMode.Execute, _folder.File("a.png"), _folder["gone.png"],
            _folder.File("b.png"));
        Assert.Equal(
            ["a.text.txt", "ImageMissing gone.png", "b.text.txt", "end", "2 created, 0 up to date, 1 failed."], said);
    }

    [Fact]
    public void A_failure_before_the_work_is_that_of_its_input()
    {
        var display = new RunLines(_folder);
        var context = Context(display) with
        {
            IsResult =
                path => path == _folder["b.png"] ? throw new ArgumentException("Destination is too short.") : false,
        };
        using var run = new FileRun(context, new TextOperation(), new TargetOptions());
        run.Take(new[] { "a.png", "b.png", "c.png" }.Select(name => new RunInput(_folder.File(name))), areAll: true);
        run.Complete();
        Assert.Equal(["a.text.txt", "OperationFailed b.png", "c.text.txt", "end"], display.Said);
    }

    [Fact]
    public void A_preview_writes_nothing_and_ends_with_the_totals_of_the_run()
    {
        _folder.File("b.text.txt", "of another program");
        var said =
            Execute(new TargetOptions { Update = true }, RunMode.Preview, _folder.File("a.png"), _folder.File("b.png"));
        Assert.Equal(
            ["a.text.txt: Create from 'a.png'", "b.text.txt (replaced): Create from 'b.png'",
                "2 would be created, 0 up to date, 0 would fail."], said);
        Assert.Equal(["a.png", "b.png", "b.text.txt"], _folder.Names);
    }

    [Fact]
    public void The_check_for_up_to_date_outputs_runs_once_even_if_the_user_is_asked()
    {
        string[] sources = [_folder.File("a.png"), _folder.File("b.png")];
        Execute(new TargetOptions(), RunMode.Execute, sources);
        var asked = 0;
        var operation = new TextOperation { SaysHow = true, Asked = () => Interlocked.Increment(ref asked) };
        var display = new RunLines(_folder) { Asks = true };
        using var run =
            new FileRun(Context(display), operation, new TargetOptions { Update = true, IncludeResults = true });
        run.Take(sources.Select(path => new RunInput(path)), areAll: true);
        run.Complete();
        Assert.Equal(["end", "0 created, 2 up to date, 0 failed."], display.Said);

        // Each output is read once for the update and once in the search for outputs without source, which skips
        // planned files.
        Assert.Equal(2, asked);
    }

    [Fact]
    public void Learning_uses_all_inputs_and_the_shard_processes_its_part()
    {
        var learned = 0;
        var display = new RunLines(_folder);
        using var run = new FileRun(
            Context(display, shard: new Shard(2, 2)), new TextOperation(), new TargetOptions(), (inputs, _) =>
            {
                learned = inputs.Count;
                return new TextOperation();
            });
        run.Take([new RunInput(_folder.File("a.png"))]);
        run.Take([new RunInput(_folder.File("b.png"))]);
        Assert.Empty(display.Said);
        run.Complete();
        Assert.Equal(["b.text.txt", "end"], display.Said);
        Assert.Equal(2, learned);
    }

    [Fact]
    public void Inputs_can_have_settings_of_their_own()
    {
        var display = new RunLines(_folder);
        using var run = new FileRun(Context(display), new TextOperation(), new TargetOptions());
        var (one, two) = (To("one"), To("two"));
        var input = new RunInput(_folder.File("a.png"));
        run.Take([input, input with { Settings = one }, input with { Settings = one, IsListed = true }]);
        run.Take([input with { Settings = two }, input with { Settings = To("one/a.text.txt") }]);
        run.Take([input with { Settings = To("one/none.png") }, input with { IsListed = true }]);
        run.Complete();
        Assert.Equal(
            ["a.text.txt", "a.text.txt", "a.text.txt", "TargetConflict a.png", "OptionInvalid a.png", "end"],
            display.Said);
        Assert.Equal(["a.png", "a.text.txt", "one/a.text.txt", "two/a.text.txt"], _folder.Names);

        FileSettings To(string path) => new(new TextOperation(), new TargetOptions { Destination = _folder[path] });
    }

    [Fact]
    public void An_update_of_inputs_with_their_own_settings_searches_each_folder_once()
    {
        string[] sources = [_folder.File("in/a.png"), _folder.File("in/b.png"), _folder.File("other/c.png")];
        Run();
        File.Delete(sources[1]);
        Assert.Equal(
            ["end", "0 created, 2 up to date, 0 failed.",
                $"'{_folder["out/b.text.txt"]}': its source 'b.png' is not in the folders of the inputs."], Run());

        List<string> Run()
        {
            var display = new RunLines(_folder);
            var targets = new TargetOptions { Update = true, Destination = _folder["out"] };
            using var run = new FileRun(Context(display), Operation(), targets);
            foreach (var source in sources.Where(File.Exists))
            {
                run.Take([new RunInput(source) { Settings = new FileSettings(Operation(), targets) }]);
            }

            run.Complete();
            return display.Said;
        }

        static TextOperation Operation() => new() { SaysHow = true };
    }

    private static RunContext<WrittenFile> Context(
        RunLines display, RunMode mode = RunMode.Execute, Shard? shard = null) =>
        new(display, new NoCodec()) { Mode = mode, Batch = new BatchOptions { Shard = shard } };

    private List<string> Execute(TargetOptions targets, RunMode mode, params string[] sources)
    {
        var display = new RunLines(_folder);
        using var run = new FileRun(Context(display, mode), new TextOperation { SaysHow = true }, targets);
        foreach (var source in sources)
        {
            run.Take([new RunInput(source)]);
        }

        run.Complete();
        return display.Said;
    }
}
