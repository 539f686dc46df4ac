namespace Stylize.Engine.Tests.DotArt;

/// <summary>Runs alone in the process, because the pool is shared.</summary>
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
[Collection(nameof(MemoryTests))]
public class MemoryTests
{
    [Fact]
    public void Memory_does_not_grow_over_many_images()
    {
        using var image = Pictures.Busy(160, 120);
        void Once()
        {
            Dots.Run(image, Dots.Gradient).Dispose();
            Dots.Run(image,
                new DotArtOptions { Distribution = DotDistribution.Tone, AllowOverlap = false, DotCount = 300 })
                .Dispose();
        }

        for (var i = 0; i < 10; i++)
        {
            Once();
        }

        var before = AlignedPool.RetainedBytes;
        for (var i = 0; i < 60; i++)
        {
            Once();
        }

        Assert.True(AlignedPool.RetainedBytes <= before + (4 << 20), "pooled memory grows");
    }
}
