namespace Stylize.Engine.Tests.Cli;

/// <summary>Exit code and identifier of wrong use, including wrong use found while reading files.</summary>
public sealed class ExitCodeTests : CliTest
{
    [Theory]
    [InlineData("Cy5", 2)]
    [InlineData("DAPI,Cy5", 2)] // the wells are segmented; the command line is still wrong
    [InlineData("DAPI", 0)]
    public void A_channel_that_no_file_has_is_wrong_use(string channels, int expected)
    {
        _folder.Nuclei("plate/P_A1_T0_1_DAPI.png");
        var run = _folder.Run("segment", "plate", "--channel", channels, "-o", "out");
        Assert.Equal(expected, run.ExitCode);
        Assert.Equal(expected == 2, run.Error.Contains("NameUnknown: ", StringComparison.Ordinal));
        Assert.Equal(expected == 2, run.Error.Contains("'Cy5'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "OptionInvalid", "odd.png")]
    [InlineData(1, "NameUnmatched", "odd.png", "P_A1_T0_1_DAPI.png")]
    public void A_name_pattern_that_no_file_matches_is_wrong_use(int expected, string error, params string[] files)
    {
        foreach (var file in files)
        {
            _folder.Nuclei(file);
        }

        var run = _folder.Run(["segment", .. files, "-o", "out"]);
        Assert.Equal(expected, run.ExitCode);
        Assert.Contains($"{error}: ", run.Error, StringComparison.Ordinal);
        Assert.Contains($"'{_folder["odd.png"]}'", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "small.png")]
    [InlineData(1, "small.png", "a.png")]
    [InlineData(1, "small.png", "gone.png")]
    public void Comparing_images_of_different_sizes_is_wrong_use(int expected, params string[] files)
    {
        _folder.Image("a.png");
        _folder.Image("small.png", 8, 8);
        var run = _folder.Run(["compare", .. files, "-r", "a.png"]);
        Assert.Equal(expected, run.ExitCode);
        Assert.Contains("SizeMismatch: ", run.Error, StringComparison.Ordinal);
    }
}
