using System.CommandLine;
using Stylize.Cli.Hosting;
using Stylize.Engine.Catalog;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Cli.Commands;

/// <summary>`stylize gaussian encode`: fits 2D Gaussians to photographs.</summary>
internal sealed class GaussianEncodeCommand : FileCommand
{
    public const string CommandName = "encode";
    public const string Summary = "Fit 2D Gaussians to photographs (<stem>.g2d).";

    private readonly Option<string?> _preset;
    private readonly Option<int?> _count;
    private readonly Option<double?> _targetPsnr;
    private readonly Option<long?> _targetSize;
    private readonly Option<double?> _timeLimit;
    private readonly Option<int?> _iterations;
    private readonly Option<FitQuality?> _quality;
    private readonly Option<GaussianProfile?> _profile;
    private readonly Option<bool> _preview;
    private readonly Option<string> _initialModel;
    private readonly Option<int?> _seed;

    public GaussianEncodeCommand(CommandHost host)
        : base(host, CommandName, Summary)
    {
        _preset = Declare<string?>("--preset", "name", "A preset to begin with: Default, Draft, Best, or a saved one; see 'stylize presets'.");
        _count = Declare<int?>("--count", "n", "Gaussians. Default: as many as the image's detail asks for.");
        _targetPsnr = Declare<double?>("--target-psnr", "db", "Least PSNR of the finished file, 10 to 60; chooses the count.");
        _targetSize = Declare<long?>("--target-size", "bytes", "Most bytes of the finished file; chooses the count.");
        _timeLimit = Declare<double?>("--time-limit", "seconds", "Wall time of each fit; the best model so far is kept.");
        _iterations = Declare<int?>("--iterations", "n", "Iterations of the fit, 10 to 100000. Default: by --quality.");
        _quality = Declare<FitQuality?>("--quality", "quality", "Draft, Normal (default) or Best: about 2, 10, 30 seconds for a small photograph.");
        _profile = Declare<GaussianProfile?>("--profile", "profile", "Compact (default, smallest), Standard or Lossless (floats).");
        _preview = Declare<bool>("--preview", null, "Write the rendered model beside it, <stem>.preview.png.");
        _initialModel = Declare<string>("--initial-model", "file", "A .g2d file to go on from.");
        _seed = Declare<int?>("--seed", "n", "Another seed gives another, equally good fit; default 0.");
        Finish(
            "stylize gaussian encode photo.jpg",
            "stylize gaussian encode photos -o models --count 10000 --quality best --preview",
            "stylize gaussian encode photo.jpg --target-size 15000 --json");
    }

    protected override IOperation CreateOperation(ParseResult values)
    {
        var options = UserPresets.Start<GaussianImageOptions>(GaussianImageOperation.OperationName, values.GetValue(_preset), null);
        return new GaussianImageOperation(options with
        {
            Count = values.GetValue(_count) ?? options.Count,
            TargetPsnr = values.GetValue(_targetPsnr) ?? options.TargetPsnr,
            TargetSize = values.GetValue(_targetSize) ?? options.TargetSize,
            TimeLimit = values.GetValue(_timeLimit) is { } seconds ? TimeSpan.FromSeconds(Math.Clamp(seconds, -1, 1e7)) : options.TimeLimit,
            Iterations = values.GetValue(_iterations) ?? options.Iterations,
            Quality = values.GetValue(_quality) ?? options.Quality,
            Profile = values.GetValue(_profile) ?? options.Profile,
            Preview = values.GetValue(_preview) || options.Preview,
            InitialModel = values.GetValue(_initialModel) is { } path ? ImageSource.File(Host.FullPath(path)) : options.InitialModel,
            Seed = values.GetValue(_seed) ?? options.Seed,
        });
    }
}
