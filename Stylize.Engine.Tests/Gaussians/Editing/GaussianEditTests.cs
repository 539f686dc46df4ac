namespace Stylize.Engine.Tests.Gaussians.Editing;

/// <summary>`stylize gaussian edit` and the operation behind it.</summary>
public sealed class GaussianEditTests : CliTest
{
    [Fact]
    public void Steps_are_applied_in_a_fixed_order_regardless_of_the_order_of_the_options()
    {
        Model("a.g2d", GaussianProfile.Lossless);
        string[] backwards = ["--crop", "0,0,50,70", "--rotate", "90", "--scale", "2", "--move", "5,0"];
        _folder.Run(["gaussian", "edit", "a.g2d", .. backwards]).Exits(0);
        string[][] steps = [["--move", "5,0"], ["--scale", "2"], ["--rotate", "90"], ["--crop", "0,0,50,70"]];
        File.Copy(_folder["a.g2d"], _folder["0.g2d"]);
        for (var i = 0; i < steps.Length; i++)
        {
            _folder.Run(["gaussian", "edit", $"{i}.g2d", .. steps[i], "-o", $"{i + 1}.g2d"]).Exits(0);
        }

        using var once = Read("a.edited.g2d");
        using var oneByOne = Read("4.g2d");
        using var a = GaussianRenderer.Render(once.Model);
        using var b = GaussianRenderer.Render(oneByOne.Model);
        Assert.Equal((50, 70), (a.Width, a.Height));
        Pictures.AssertPart(a, b);
    }

    [Theory]
    [InlineData(GaussianProfile.Compact)]
    [InlineData(GaussianProfile.Standard)]
    [InlineData(GaussianProfile.Lossless)]
    public void The_profile_stays_and_the_summary_reports_the_loss_of_quantizing_again(GaussianProfile profile)
    {
        Model("a.g2d", profile);
        var run = _folder.Run("gaussian", "edit", "a.g2d", "--rotate", "17", "--json");
        var row = Assert.Single(run.Json);
        Assert.Equal(profile.ToString(), row.GetProperty("profile").GetString());
        using var before = Read("a.g2d");
        using var after = Read("a.edited.g2d");
        Assert.Equal(profile, after.Profile);
        using var exact = Engine.Gaussians.Transforms.GaussianTransforms.Rotate(before.Model, 17);
        using var a = GaussianRenderer.Render(exact);
        using var b = GaussianRenderer.Render(after.Model);
        if (profile == GaussianProfile.Lossless)
        {
            Assert.Equal(a.Values(), b.Values());
            return;
        }

        var psnr = Pictures.Psnr(a, b);
        Assert.Equal(psnr, row.GetProperty("psnr").GetDouble(), .01);
        Assert.InRange(psnr, 35, 100);
    }

    [Fact]
    public void Compositing_blend_space_and_title_stay_and_the_hash_of_the_source_is_removed()
    {
        using var random =
            RandomModel.Create(5, 50, 40, 30, GaussianCompositing.Over, hasAlpha: true, GaussianBlendSpace.Linear);
        using var model = new GaussianModel(random.Store.Clone(), 40, 30)
        {
            Compositing = GaussianCompositing.Over,
            BlendSpace = GaussianBlendSpace.Linear,
            HasAlpha = true,
            Metadata =
                new Dictionary<string, string> { [GaussianMetadata.Title] = "A", [GaussianMetadata.SourceHash] = "00" },
        };
        File.WriteAllBytes(_folder["a.g2d"], GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless));
        _folder.Run("gaussian", "edit", "a.g2d", "--move", "1,1").Exits(0);
        using var edited = Read("a.edited.g2d");
        Assert.Equal(
            (GaussianCompositing.Over, GaussianBlendSpace.Linear, true),
            (edited.Model.Compositing, edited.Model.BlendSpace, edited.Model.HasAlpha));
        Assert.Equal(["title"], edited.Model.Metadata.Keys);
    }

    [Theory]
    [InlineData("Move")]
    [InlineData("Move", "--move", "3")]
    [InlineData("Move", "--move", "1e9,0")]
    [InlineData("Crop", "--crop", "1,2,3")]
    [InlineData("Crop", "--crop", "1,2,0,3")]
    [InlineData("Join", "--join", "missing.g2d")]
    [InlineData("Join", "--join", "text.g2d")]
    public void Invalid_options_are_refused_by_name_before_any_work(string name, params string[] arguments)
    {
        Model("a.g2d", GaussianProfile.Lossless);
        _folder.File("text.g2d", "no model");
        var run = _folder.Run(["gaussian", "edit", "a.g2d", .. arguments]).Exits(2);
        Assert.Contains(name, run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.False(File.Exists(_folder["a.edited.g2d"]));
    }

    [Theory]
    [InlineData(2, "--crop", "--crop", "80,0,5,5")]
    [InlineData(2, "Join", "--join", "over.g2d")]
    [InlineData(1, "pixels", "--scale", "900")]
    public void An_edit_that_does_not_apply_fails_only_that_file(int exitCode, string word, params string[] arguments)
    {
        Model("a.g2d", GaussianProfile.Lossless);
        using var over = RandomModel.Create(3, 20, 30, 30, GaussianCompositing.Over);
        File.WriteAllBytes(_folder["over.g2d"], GaussianFileWriter.ToBytes(over, GaussianProfile.Lossless));
        var run = _folder.Run(["gaussian", "edit", "a.g2d", .. arguments]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(word, run.Error);
    }

    private GaussianFile Read(string name) => GaussianFileReader.Read(File.ReadAllBytes(_folder[name]), name);

    private void Model(string name, GaussianProfile profile)
    {
        using var model = RandomModel.Create(71, 200, 80, 60);
        File.WriteAllBytes(_folder[name], GaussianFileWriter.ToBytes(model, profile));
    }
}
