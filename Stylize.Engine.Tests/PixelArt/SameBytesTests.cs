namespace Stylize.Engine.Tests.PixelArt;

public class SameBytesTests
{
    [Fact]
    public void Threads_do_not_change_a_pixel()
    {
        var one = PixelArtFingerprint.Compute(1);
        Assert.Equal(one, PixelArtFingerprint.Compute(2));
        Assert.Equal(one, PixelArtFingerprint.Compute(7));
    }

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic", "0")] // no vector instructions
    [InlineData("DOTNET_EnableAVX2", "0")] // vectors of 4
    [InlineData("DOTNET_MaxVectorTBitWidth", "200")] // 512 in hexadecimal: vectors of 16, if available
    public void Vector_width_does_not_change_a_pixel(string variable, string value)
    {
        string[] arguments = [typeof(PixelArtFingerprint).Assembly.Location, PixelArtFingerprint.Name, "2"];
        var run = CliRun.With(new("dotnet", arguments) { Environment = { [variable] = value } });
        Assert.Equal((0, PixelArtFingerprint.Compute(1)), (run.ExitCode, run.Out.Trim()));
    }
}
