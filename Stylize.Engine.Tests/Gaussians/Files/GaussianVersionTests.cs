using Stylize.Benchmarks;

namespace Stylize.Engine.Tests.Gaussians.Files;

public sealed class GaussianVersionTests
{
    /// <summary>The message names version and profile of the file, whether the whole file or only its header is
    /// read.</summary>
    [Theory]
    [InlineData(GaussianProfile.Compact, 26, 5, "version 5 of profile Compact")]
    [InlineData(GaussianProfile.Standard, 26, 2, "version 2 of profile Standard")]
    [InlineData(GaussianProfile.Lossless, 26, 0, "version 0 of profile Lossless")]
    [InlineData(GaussianProfile.Compact, 25, 9, "profile 9")]
    [InlineData(GaussianProfile.Compact, 4, 3, "version 3 of the file format")]
    public void UnsupportedVersionsAreNamed(GaussianProfile profile, int position, byte value, string named)
    {
        using var model = RandomModel.Create(17, 5, 10, 10);
        var bytes = GaussianFileWriter.ToBytes(model, profile);
        bytes[position] = value;
        Mutation.RepairChecksums(bytes);
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
            Assert.Equal((StylizeError.ImageUnreadable, "a.g2d"), (error.Error, error.Target));
            Assert.Contains(named, error.Message);
            Assert.DoesNotContain("AllowPrefix", error.Advice);
        });
    }
}
