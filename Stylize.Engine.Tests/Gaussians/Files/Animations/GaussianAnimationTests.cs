using Stylize.Benchmarks;

namespace Stylize.Engine.Tests.Gaussians.Files.Animations;

public sealed class GaussianAnimationTests
{
    /// <summary>The quantized values of each frame come back exactly: the writer compares them in
    /// <see cref="DrawnAnimation"/>.</summary>
    [Theory]
    [InlineData(GaussianCompositing.Normalized, false)]
    [InlineData(GaussianCompositing.Normalized, true)]
    [InlineData(GaussianCompositing.Over, true)]
    public void Frames_come_back_in_order_and_alone(GaussianCompositing compositing, bool hasAlpha)
    {
        var (file, frames) = DrawnAnimation.Create(4, 6, compositing: compositing, hasAlpha: hasAlpha);
        var animation = GaussianAnimation.Read(ImageSource.Memory(file, "a.g2d"));
        Assert.Equal((DrawnAnimation.Width, DrawnAnimation.Height), (animation.Width, animation.Height));
        Assert.Equal((200, 3), (animation.Count, animation.LoopCount));
        Assert.Equal([40, 41, 42, 43, 44, 45], animation.Durations);
        Assert.Equal([0, 3], animation.KeyFrames);
        Assert.Equal("Äpfel", animation.Metadata["title"]);
        var index = 0;
        foreach (var model in animation.Frames())
        {
            using (model)
            using (var alone = animation.Frame(index))
            {
                for (var i = 0; i < model.Count; i++)
                {
                    Assert.Equal(model.Store[i], alone.Store[i]);
                    Assert.Equal((float)(frames[index][i].X / 16.0 / DrawnAnimation.Width), model.Store.X[i]);
                    Assert.Equal((float)(frames[index][i].Y / 16.0 / DrawnAnimation.Height), model.Store.Y[i]);
                }
            }

            index++;
        }

        Assert.Equal(6, index);
        Assert.Equal(6, GaussianFileReader.Peek(ImageSource.Memory(file, "a.g2d")).Frames);
    }

    [Fact]
    public void A_frame_equal_to_the_one_before_takes_no_stream()
    {
        var (two, _) = DrawnAnimation.Create(4, 2);
        var (one, _) = DrawnAnimation.Create(4, 1);
        Assert.Equal(one.Length + 12 + 1, two.Length);
    }

    [Fact]
    public void Readers_of_single_pictures_refuse_animations_and_the_reverse()
    {
        var (file, _) = DrawnAnimation.Create(4, 2);
        var failure = Assert.Throws<StylizeException>(() => GaussianFileReader.Read(file, "a.g2d"));
        Assert.Equal("'a.g2d' is an animation of Gaussian images, not a single picture.", failure.Message);
        using var model = RandomModel.Create(1, 10, 20, 20);
        var single = ImageSource.Memory(GaussianFileWriter.ToBytes(model), "b.g2d");
        failure = Assert.Throws<StylizeException>(() => GaussianAnimation.Read(single));
        Assert.Equal("'b.g2d' is a single picture, not an animation.", failure.Message);
    }

    [Fact]
    public void Every_beginning_is_refused_or_has_its_complete_frames()
    {
        var (file, _) = DrawnAnimation.Create(4, 5, 60);
        var read = 0;
        for (var length = 0; length < file.Length; length++)
        {
            var source = ImageSource.Memory(file[..length], "a.g2d");
            Assert.Throws<StylizeException>(() => GaussianAnimation.Read(source));
            try
            {
                var animation = GaussianAnimation.Read(source, new GaussianReadOptions { AllowPrefix = true });
                Assert.NotNull(animation.Problem);
                Assert.InRange(animation.Durations.Count, Math.Max(1, read), 5);
                read = animation.Durations.Count;
            }
            catch (StylizeException)
            {
                Assert.Equal(0, read);
            }
        }

        Assert.Equal(5, read);
    }

    /// <summary>Half of the files have correct checksums, so that the damage reaches the decoder.</summary>
    [Fact]
    public void Damaged_files_are_refused_or_decoded()
    {
        byte[][] samples = [DrawnAnimation.Create(5, 5, 60).File,
            DrawnAnimation.Create(6, 3, 40, GaussianCompositing.Over, true).File];
        var random = new Random(3);
        var decoded = 0;
        for (var i = 0; i < 2000; i++)
        {
            var bytes = Mutation.Of(samples, random);
            if (i % 2 == 0)
            {
                Mutation.RepairChecksums(bytes);
            }

            try
            {
                var animation = GaussianAnimation.Read(
                    ImageSource.Memory(bytes, "a.g2d"),
                    new GaussianReadOptions { MaxCount = 1 << 16, AllowPrefix = i % 3 == 0 });
                foreach (var model in animation.Frames())
                {
                    model.Dispose();
                }

                decoded++;
            }
            catch (StylizeException failure)
            {
                Assert.Equal("a.g2d", failure.Target);
            }
        }

        Assert.InRange(decoded, 1, 1999);
    }
}
