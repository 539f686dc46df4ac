using Stylize.Engine.Gaussians.Transforms;
using Stylize.Engine.Tests.Gaussians.Files.Animations;

namespace Stylize.Engine.Tests.Gaussians.Editing;

/// <summary>`stylize gaussian edit` with animations.</summary>
public sealed class AnimationEditTests : CliTest
{
    private const int Frames = 7;

    private readonly byte[] _file;

    public AnimationEditTests()
    {
        // The key frames are 0 and 3.
        (_file, _) = DrawnAnimation.Create(5, Frames);
        File.WriteAllBytes(_folder["a.g2d"], _file);
    }

    /// <summary>Each frame looks like the exactly transformed frame of the source.</summary>
    [Theory]
    [InlineData("--move", "3,-2.5")]
    [InlineData("--scale", "2")]
    [InlineData("--rotate", "90")]
    [InlineData("--rotate", "-20")]
    [InlineData("--crop", "12,9,30,25")]
    public void Each_frame_is_placed(string option, string value)
    {
        var edited = Edit(option, value);
        var index = 0;
        foreach (var (model, source) in edited.Frames().Zip(Source.Frames()))
        {
            using (source)
            using (model)
            using (var exact = Exact(source, option, value))
            {
                Assert.Equal((exact.Width, exact.Height), (model.Width, model.Height));
                var psnr = Psnr(exact, model);
                Assert.True(psnr > 36, $"frame {index++}: {psnr}");
            }
        }

        Assert.Equal(Source.Durations, edited.Durations);
        Assert.Equal(Source.KeyFrames, edited.KeyFrames);
        Assert.Equal((3, "Äpfel"), (edited.LoopCount, edited.Metadata["title"]));
    }

    [Fact]
    public void Frames_are_cut_and_appended_without_loss()
    {
        Edit("--first-frame", "1", "--last-frame", "4");
        File.Copy(_folder["a.edited.g2d"], _folder["b.g2d"]);
        var edited = Edit("--last-frame", "2", "--speed", "4", "--join", "b.g2d");

        // 40, 41 and 42 ms at four times the speed last 30.75 ms together.
        Assert.Equal([10, 10, 11, 41, 42, 43, 44], edited.Durations);
        Assert.Equal([0, 3, 5], edited.KeyFrames);
        int[] sources = [0, 1, 2, 1, 2, 3, 4];
        foreach (var (model, source) in edited.Frames().Zip(sources))
        {
            using var owned = model;
            using var expected = Source.Frame(source);
            Assert.True(Psnr(expected, model) > 60, $"{source}");
        }
    }

    [Theory]
    [InlineData("--at", "--join", "a.g2d", "--at", "3,4")]
    [InlineData("--join", "--join", "one.g2d")]
    [InlineData("--last-frame", "--last-frame", "7")]
    [InlineData("44 pixels", "--scale", "2", "--join", "a.g2d")]
    [InlineData("lies outside", "--crop", "60,0,5,5")]
    [InlineData("--first-frame", "--first-frame", "3", "--last-frame", "2")]
    public void Edits_that_do_not_apply_are_refused(string words, params string[] options)
    {
        using var model = RandomModel.Create(1, 20, DrawnAnimation.Width, DrawnAnimation.Height);
        File.WriteAllBytes(_folder["one.g2d"], GaussianFileWriter.ToBytes(model));
        var run = _folder.Run(["gaussian", "edit", "a.g2d", .. options]);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(words, run.Error);
        Assert.Contains("--speed", _folder.Run("gaussian", "edit", "one.g2d", "--speed", "2").Error);
    }

    private GaussianAnimation Source => GaussianAnimation.Read(ImageSource.Memory(_file, "a.g2d"));

    private GaussianAnimation Edit(params string[] options)
    {
        _folder.Run(["gaussian", "edit", "a.g2d", .. options, "--force"]).IsQuiet();
        return GaussianAnimation.Read(ImageSource.File(_folder["a.edited.g2d"]));
    }

    private static GaussianModel Exact(GaussianModel model, string option, string value)
    {
        double[] numbers = [.. value.Split(',').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
        return option switch
        {
            "--move" => GaussianTransforms.Translate(model, numbers[0], numbers[1]),
            "--scale" =>
                GaussianTransforms.Resize(model, (int)(numbers[0] * model.Width), (int)(numbers[0] * model.Height)),
            "--rotate" => GaussianTransforms.Rotate(model, numbers[0]),
            _ => GaussianTransforms.Crop(model, (int)numbers[0], (int)numbers[1], (int)numbers[2], (int)numbers[3]),
        };
    }

    private static double Psnr(GaussianModel a, GaussianModel b)
    {
        using var x = GaussianRenderer.Render(a);
        using var y = GaussianRenderer.Render(b);
        return Pictures.Psnr(x, y);
    }
}
