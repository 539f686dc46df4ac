using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Tests.Gaussians.Files;

public sealed class GaussianVersionTests
{
    /// <summary>The message says what the file is and what this build reads, whether the file is read or only its header.</summary>
    [Theory]
    [InlineData(GaussianProfile.Compact, 26, 5, "'a.g2d' has format version 5 of profile Compact; this build reads version 1.")]
    [InlineData(GaussianProfile.Standard, 26, 2, "'a.g2d' has format version 2 of profile Standard; this build reads version 1.")]
    [InlineData(GaussianProfile.Lossless, 26, 0, "'a.g2d' has format version 0 of profile Lossless; this build reads version 1.")]
    [InlineData(GaussianProfile.Compact, 25, 9, "'a.g2d' has profile 9, which this build does not know.")]
    [InlineData(GaussianProfile.Compact, 4, 2, "'a.g2d' has version 2 of the file format; this build reads version 1.")]
    public void AnotherVersionIsOneClearError(GaussianProfile profile, int position, byte value, string message)
    {
        using var model = RandomModel.Create(17, 5, 10, 10);
        var bytes = GaussianFileWriter.ToBytes(model, profile);
        bytes[position] = value;
        GaussianFileTests.RepairChecksums(bytes);
        var prefix = new GaussianReadOptions { AllowPrefix = true };
        var source = ImageSource.Memory(bytes, "a.g2d");
        StylizeException[] errors =
        [
            Assert.Throws<StylizeException>(() => GaussianFileReader.Read(bytes, "a.g2d")),
            Assert.Throws<StylizeException>(() => GaussianFileReader.Read(bytes, "a.g2d", prefix)),
            Assert.Throws<StylizeException>(() => GaussianFileReader.Peek(source)),
        ];
        Assert.All(errors, error =>
        {
            Assert.Equal((StylizeError.ImageUnreadable, "a.g2d", message), (error.Error, error.Target, error.Message));
            Assert.DoesNotContain("AllowPrefix", error.Advice);
        });
    }
}
