using Stylize.Engine.Runs;

namespace Stylize.Engine.Tests.Runs;

/// <summary>The rules of an update: which outputs are created, and which are deleted.</summary>
public sealed class UpdateTests : FolderTest
{
    private const string Current = "0 created, 1 up to date, 0 failed.", Created = "1 created, 0 up to date, 0 failed.";

    [Fact]
    public void Only_what_is_out_of_date_is_created_and_a_bad_file_fails_alone()
    {
        string[] inputs = ["in/a.png", "in/b.png", "in/c.png", "in/d.png", "in/e.png"];
        Array.ForEach(inputs, name => _folder.File(name, name));
        Update(inputs);
        var fresh = Stamps();
        var time = File.GetLastWriteTimeUtc(_folder["in/b.png"]);
        _folder.File("in/b.png", "other words");
        File.SetLastWriteTimeUtc(_folder["in/b.png"], time);
        File.Delete(_folder["out/c.text.txt"]);
        File.Copy(_folder["in/d.png"], _folder["out/d.text.txt"], overwrite: true);
        _folder.File("in/e.png", "bad");
        Assert.Equal(
            ["b.text.txt", "c.text.txt", "d.text.txt", "ImageUnreadable e.png", "end",
                "3 created, 1 up to date, 1 failed."],
            Update(inputs));
        Assert.Equal(fresh["a.text.txt"], Stamps()["a.text.txt"]);
        Assert.Equal(fresh["e.text.txt"], Stamps()["e.text.txt"]);
    }

    [Fact]
    public void Changed_options_and_a_newer_version_regenerate_all_outputs()
    {
        _folder.File("a.png");
        Update(["a.png"]);
        foreach (var changed in new[] { Operation(version: 2), Operation(colors: 3) })
        {
            Assert.Equal(["a.text.txt", "end", Created], Update(["a.png"], changed));
            Assert.Equal(["end", Current], Update(["a.png"], changed));
        }
    }

    [Fact]
    public void A_file_next_to_the_result_that_is_missing_emptied_or_shortened_is_created_again()
    {
        _folder.File("a.png");
        Update(["a.png"]);
        foreach (var damage in new Action<string>[]
            { File.Delete, path => File.WriteAllText(path, ""), path => File.WriteAllText(path, "palett") })
        {
            damage(_folder["out/a.gpl"]);
            Assert.Equal(["a.text.txt", "end", Created], Update(["a.png"]));
            Assert.Equal("palette", File.ReadAllText(_folder["out/a.gpl"]));
            Assert.Equal(["end", Current], Update(["a.png"]));
        }
    }

    [Fact]
    public void Outputs_without_source_are_listed_and_pruned_if_they_are_outputs_of_the_operation()
    {
        foreach (var name in (string[])["in/a.png", "in/b.png", "in/c.png", "in/d.png", "out/z.text.txt"])
        {
            _folder.File(name);
        }

        Update(["in/d.png"], Operation(name: "other"));
        Update(["in/a.png", "in/b.png", "in/c.png"]);
        File.Delete(_folder["in/b.png"]);
        File.Delete(_folder["in/d.png"]);
        var names = _folder.Names;
        Assert.Equal(
            ["end", Current, $"'{_folder["out/b.text.txt"]}': its source 'b.png' is not in the folders of the inputs."],
            Update(["in/a.png"]));
        Update(["in/a.png", "in/c.png"], mode: RunMode.Preview, prune: true);

        // A folder on a disk that is not mounted arrives as the name of a file.
        Assert.Equal(
            "Nothing was deleted, because an input was not found.", Update(["in/a.png", "away"], prune: true)[^1]);
        Assert.Equal("Nothing was deleted, because no input was given.", Update([], prune: true)[^1]);
        Assert.Equal("0 created, 0 up to date, 0 failed.", Update([])[^1]);
        Assert.Equal(names, _folder.Names);

        Update(["in/a.png", "in/c.png"], prune: true);
        Assert.Equal(names.Except(["out/b.text.txt", "out/b.gpl"]), _folder.Names);
    }

    [Fact]
    public void All_files_of_a_source_that_no_longer_exists_are_pruned_with_their_folders()
    {
        string[] inputs = ["in/one/a.png", "in/two/b.png", "in/c.png"];
        Array.ForEach(inputs, name => _folder.File(name));
        Update(inputs, relativeTo: "in");
        _folder.File("out/two/notes.txt", "mine");
        _folder.File("out/two/b.gpl", "mine"); // The files are no longer those that the result names.
        File.Delete(_folder["in/one/a.png"]);
        File.Delete(_folder["in/two/b.png"]);
        Assert.Equal(
            "0 created, 1 up to date, 0 failed, 3 deleted.", Update(["in/c.png"], prune: true, relativeTo: "in")[1]);
        Assert.Equal(
            ["out/c.gpl", "out/c.text.txt", "out/two/b.gpl", "out/two/notes.txt"], _folder.Names.Except(["in/c.png"]));
        Assert.False(Directory.Exists(_folder["out/one"]));
    }

    /// <summary>Make called the command each time.</summary>
    [Fact]
    public void Outputs_that_are_up_to_date_are_not_older_than_their_source()
    {
        _folder.File("a.png");
        Update(["a.png"]);
        string[] outputs = [_folder["out/a.gpl"], _folder["out/a.text.txt"]];
        Array.ForEach(outputs, path => File.SetLastWriteTimeUtc(path, OfDay(2)));
        File.SetLastWriteTimeUtc(_folder["a.png"], OfDay(1));
        Assert.Equal(["end", Current], Update(["a.png"]));
        Assert.All(outputs, path => Assert.Equal(OfDay(2), File.GetLastWriteTimeUtc(path)));

        File.SetLastWriteTimeUtc(_folder["a.png"], OfDay(3));
        Update(["a.png"], mode: RunMode.Preview);
        Assert.All(outputs, path => Assert.Equal(OfDay(2), File.GetLastWriteTimeUtc(path)));
        Assert.Equal(["end", Current], Update(["a.png"]));
        Assert.All(outputs, path => Assert.True(File.GetLastWriteTimeUtc(path) > OfDay(3)));

        static DateTime OfDay(int day) => new(2020, 1, day, 0, 0, 0, DateTimeKind.Utc);
    }

    [Fact]
    public void Orphans_next_to_the_sources_are_found_and_an_unrelated_file_with_a_plain_name_is_kept()
    {
        string[] inputs = ["a.png", "b.png"];
        Array.ForEach(inputs, name => _folder.File(name));
        var plain = Operation(suffix: ".txt");
        _folder.File("b.txt", "a file of somebody else");
        Assert.Equal(
            ["a.txt", "TargetExists b.png", "end", "1 created, 0 up to date, 1 failed."],
            Update(inputs, plain, destination: null));
        Assert.Equal("a file of somebody else", File.ReadAllText(_folder["b.txt"]));
        File.Delete(_folder["b.txt"]);
        Update(inputs, plain, destination: null);
        File.Delete(_folder["b.png"]);
        Update(["a.png"], plain, prune: true, destination: null);
        Assert.Equal(["a.gpl", "a.png", "a.txt"], _folder.Names);
    }

    private static TextOperation Operation(
        int version = 1, int? colors = null, string suffix = ".text.txt", string name = "text") => new((input, _) =>
    {
        if (File.ReadAllText(input.Source.Name) == "bad")
        {
            throw new StylizeException(StylizeError.ImageUnreadable, input.Source.Name, "A bad file.");
        }
    })
        {
            Name = name, SaysHow = true, Suffix = suffix, Version = version, ExtraFiles = [new(".gpl", "palette")],
            Options = PixelArtOptions.Default with { Colors = colors },
        };

    /// <summary>Updates the outputs of inputs of the folder, and returns what is displayed.</summary>
    private List<string> Update(
        string[] inputs, TextOperation? operation = null, bool prune = false, RunMode mode = RunMode.Execute,
        string? relativeTo = null, string? destination = "out")
    {
        var display = new RunLines(_folder);
        var targets = new TargetOptions
        {
            Update = true, Prune = prune, Destination = destination is null ? null : _folder[destination],
            RelativeTo = relativeTo is null ? null : _folder[relativeTo],
        };
        using var run = new FileRun(new(display, new NoCodec()) { Mode = mode }, operation ?? Operation(), targets);
        run.Take(inputs.Select(name => new RunInput(_folder[name])), areAll: true);
        run.Complete();
        return display.Said;
    }

    /// <summary>Returns the write times and contents of the outputs.</summary>
    private Dictionary<string, (DateTime Time, string Text)> Stamps() =>
        Directory.GetFiles(_folder["out"]).ToDictionary(
            file => Path.GetFileName(file), file => (File.GetLastWriteTimeUtc(file), File.ReadAllText(file)));
}
