using Stylize.Cli;

namespace Stylize.Engine.Tests.Cli;

/// <summary>`stylize gaussian encode`.</summary>
public sealed class GaussianEncodeTests : CliTest
{
    [Fact]
    public void A_photograph_becomes_a_model_and_a_preview_and_the_model_a_picture_again()
    {
        _folder.Image("a.png");
        var run =
            _folder.Run("gaussian", "encode", "a.png", "--count", "30", "--iterations", "40", "--preview", "--json");
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
            "gaussian", "encode", "a.png", "--initial-model", "a.g2d", "--count", "40", "--iterations", "20",
            "-o", "b.g2d");
        Assert.Equal(0, again.ExitCode);
        using var read = GaussianFileReader.Read(ImageSource.File(_folder["b.g2d"]));
        Assert.Equal(40, read.Model.Count);
    }
}
