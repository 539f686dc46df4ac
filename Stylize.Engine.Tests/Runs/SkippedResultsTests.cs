namespace Stylize.Engine.Tests.Runs;

/// <summary>The warning about results among the inputs.</summary>
public class SkippedResultsTests
{
    [Theory]
    [InlineData(0, null)]
    [InlineData(1, "Skipped 1 input that is a result of Stylize: '0.png'. Use {IncludeResults} to process it.")]
    [InlineData(3,
        "Skipped 3 inputs that are results of Stylize: '0.png', '1.png', '2.png'. Use {IncludeResults} to process them.")]
    [InlineData(5,
        "Skipped 5 inputs that are results of Stylize: '0.png', '1.png', '2.png' and 2 more. Use {IncludeResults} "
        + "to process"
        + " them.")]
    public void Up_to_three_files_are_named(int count, string? warning)
    {
        var skipped = new SkippedResults();
        for (var i = 0; i < count; i++)
        {
            skipped.Add(Path.GetFullPath($"out/{i}.png"));
        }

        Assert.Equal((warning, count), (skipped.Warning, skipped.Paths.Count));
    }
}
