using Stylize.Cli;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Cli;

/// <summary>`stylize gaussian encode`.</summary>
public sealed class GaussianEncodeTests : IDisposable
{
    private readonly CliFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_photograph_becomes_a_model_and_a_preview_and_the_model_a_picture_again()
    {
        _folder.Image("a.png");
        var run = _folder.Run("gaussian", "encode", "a.png", "--count", "30", "--iterations", "40", "--preview", "--json");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var line = Assert.Single(run.Json);
        Assert.Equal(30, line.GetProperty("gaussians").GetInt32());
        Assert.Equal(new FileInfo(_folder["a.g2d"]).Length, line.GetProperty("bytes").GetInt64());
        Assert.True(line.GetProperty("psnr").GetDouble() > 15);
        Assert.Contains("a.preview.png", _folder.Names);

        Assert.Equal(0, _folder.Run("gaussian", "decode", "a.g2d", "--scale", "4", "-o", "large.png").ExitCode);
        Assert.Contains("large.png", _folder.Names);
    }

    [Fact]
    public void Encoding_can_continue_from_a_model()
    {
        _folder.Image("a.png");
        Assert.Equal(0, _folder.Run("gaussian", "encode", "a.png", "--count", "30", "--iterations", "20").ExitCode);
        var again = _folder.Run(
            "gaussian", "encode", "a.png", "--initial-model", "a.g2d", "--count", "40", "--iterations", "20", "-o", "b.g2d");
        Assert.Equal(0, again.ExitCode);
        using var read = GaussianFileReader.Read(ImageSource.File(_folder["b.g2d"]));
        Assert.Equal(40, read.Model.Count);
    }

    [Theory]
    [InlineData("--count", "0")]
    [InlineData("--target-psnr", "99")]
    [InlineData("--target-time", "0")]
    [InlineData("--effort", "splendid")]
    public void A_bad_value_is_wrong_use(string option, string value)
    {
        _folder.Image("a.png");
        var run = _folder.Run("gaussian", "encode", "a.png", option, value);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(option, run.Error);
        Assert.DoesNotContain("a.g2d", _folder.Names);
    }

    [Fact]
    public void Two_ways_to_specify_the_count_exclude_each_other()
    {
        _folder.Image("a.png");
        Assert.Equal(2, _folder.Run("gaussian", "encode", "a.png", "--count", "10", "--target-size", "1000").ExitCode);
    }
}
