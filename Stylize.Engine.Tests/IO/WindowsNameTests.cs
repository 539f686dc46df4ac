using Stylize.Engine.Runs;
using Stylize.Engine.Tests.Cli;

namespace Stylize.Engine.Tests.IO;

/// <summary>Tests the rules of "Naming Files, Paths, and Namespaces" in the Windows documentation, which the same code
/// checks on every system.</summary>
public sealed class WindowsNameTests : FolderTest
{
    [Theory]
    [InlineData(@"C:\out\con.pixelart.png", "CON")]
    [InlineData(@"C:\out\NUL", "NUL")]
    [InlineData(@"C:\out\aux .png", "AUX")]
    [InlineData(@"C:\com1\a.png", "COM1")]
    [InlineData(@"C:\LPT9.x\a.png", "LPT9")]
    [InlineData("C:\\out\\com\u00b2.png", "COM\u00b2")]
    [InlineData(@"\\server\share\prn.svg", "PRN")]
    [InlineData(@"\\.\nul\a.png", "nul")]
    [InlineData(@"\\?\C:\out\CONIN$", "CONIN$")]
    [InlineData(@"C:\out\a.", "dot")]
    [InlineData(@"C:\out \a.png", "space")]
    [InlineData(@"C:\out\what?.png", "?")]
    [InlineData(@"C:\out\a:b.png", ":")]
    [InlineData("C:\\out\\a\tb.png", "control")]
    public void Device_names_and_names_that_Windows_changes_are_reported(string path, string reason) =>
        Assert.Contains(reason, WindowsName.Problem(path), StringComparison.OrdinalIgnoreCase);

    public static TheoryData<string> AllPaths =>
    [
        @"C:\out\console.png", @"C:\out\com10.png", @"C:\out\com.png", @"C:\out\.hidden", @"C:\out\a.con",
        @"C:\out\日本 ü[1].png", @"\\server\share\a.png", @"\\?\C:\out\a.png", @"\\?\UNC\server\share\a.png",
        "/home/me/a.png",
    ];

    [Theory]
    [MemberData(nameof(AllPaths))]
    public void Other_names_are_valid(string path) => Assert.Null(WindowsName.Problem(path));

    [Fact]
    public void A_target_with_an_invalid_Windows_name_fails_alone()
    {
        var operation = new TextOperation();
        var planner =
            new TargetPlanner(operation, new TargetOptions { Destination = _folder["out"] }) { WindowsNames = true };
        var results = TextBatch.Run(
            operation, planner, null, _folder.File("a.png"), _folder.File("aux.png"), _folder.File("b.png"));
        Assert.Equal([true, false, true], results.Select(r => r.Succeeded));
        Assert.Equal(StylizeError.TargetUnwritable, results[1].Failure!.Error);
        Assert.Contains("'aux'", results[1].Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(["a.png", "aux.png", "b.png", "out/a.text.txt", "out/b.text.txt"], _folder.Names);
    }

    /// <summary>The full path of a device on Windows, \\.\CON, is not what was typed.</summary>
    [Theory]
    [InlineData("CON")]
    [InlineData("NUL")]
    [InlineData("com1.svg")]
    [InlineData(@"out\CON")]
    public void A_device_as_destination_is_reported_once_as_typed(string path)
    {
        using var folder = new CliFolder();
        folder.Image("a.png");
        folder.Image("b.png");
        var run = CliRun.InHost(
            ["dot-art", "a.png", "b.png", "-o", path],
            (output, error) => new()
            {
                Out = output, Error = error, WorkingFolder = folder.Path, WindowsNames = true,
            }).Exits(1);
        var line = Assert.Single(run.ErrorLines);
        Assert.Contains($"'{path}' is not a valid file name on Windows", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_device_as_input_is_reported()
    {
        var failure = TargetFailure.NoFile(@"\\.\nul");
        Assert.Contains("is a device", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Rename", failure.Advice, StringComparison.Ordinal);
        Assert.Contains("wildcard", TargetFailure.NoFile(@"C:\").Advice, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_spellings_of_one_file_conflict_if_the_file_system_ignores_case()
    {
        Assert.Contains(
            "given twice", TargetFailure.Conflict(@"C:\a.jpg", @"C:\A.JPG", @"C:\a.png", ignoreCase: true).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "would both be written to", TargetFailure.Conflict("/a.jpg", "/A.JPG", "/a.png", ignoreCase: false).Message,
            StringComparison.Ordinal);
    }
}
