using System.Management.Automation;
using Stylize.Codecs;
using Stylize.Engine;
using Stylize.Engine.Batch;
using Stylize.Engine.Catalog;
using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.PixelArt;
using Stylize.PowerShell.Completers;

namespace Stylize.PowerShell.Commands;

/// <summary>Makes pixel art of photographs.</summary>
[Cmdlet(VerbsData.ConvertTo, "PixelArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
public sealed class ConvertToPixelArtCommand : FileCommand
{
    private readonly List<FileItem> _items = [];
    private Engine.Imaging.Palettes.Palette? _shared;

    [Parameter]
    [ArgumentCompleter(typeof(PresetCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Preset { get; set; }

    [Parameter]
    [ValidateNotNull]
    public PixelArtOptions? Options { get; set; }

    [Parameter]
    [ValidateRange(1, PixelArtOptions.MaxSide)]
    public int? Width { get; set; }

    [Parameter]
    [ValidateRange(1, PixelArtOptions.MaxSide)]
    public int? Height { get; set; }

    [Parameter]
    [ValidateRange(1, PixelArtOptions.MaxColors)]
    public int? Colors { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(PaletteCompleter))]
    public string[]? Palette { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? LockedColor { get; set; }

    [Parameter]
    public SwitchParameter SharedPalette { get; set; }

    [Parameter]
    [ValidateSet("Gpl", "Hex", "Pal")]
    public string? SavePalette { get; set; }

    [Parameter]
    public SwitchParameter Fast { get; set; }

    [Parameter]
    [ValidateRange(1, 64)]
    public int? Scale { get; set; }

    [Parameter]
    [ValidateRange(1, 16)]
    public int? Stride { get; set; }

    [Parameter]
    [ValidateRange(0.1, 10.0)]
    public double? InitialTemperatureFactor { get; set; }

    [Parameter]
    [ValidateRange(0.1, 0.99)]
    public double? CoolingRate { get; set; }

    [Parameter]
    [ValidateRange(0.1, 100.0)]
    public double? FinalTemperature { get; set; }

    [Parameter]
    [ValidateRange(1e-9, 100.0)]
    public double? PaletteTolerance { get; set; }

    [Parameter]
    [ValidateRange(0.01, 100.0)]
    public double? SplitDistance { get; set; }

    [Parameter]
    [ValidateRange(0.01, 10.0)]
    public double? SplitPerturbation { get; set; }

    [Parameter]
    [ValidateRange(1, 100_000)]
    public int? MaxIterations { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? StagnationTolerance { get; set; }

    [Parameter]
    [ValidateRange(1, 1000)]
    public int? StagnationIterations { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1000.0)]
    public double? SpatialWeight { get; set; }

    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? PositionSmoothing { get; set; }

    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double? ColorSmoothing { get; set; }

    [Parameter]
    [ValidateRange(0.0, 100.0)]
    public double? Cohesion { get; set; }

    [Parameter]
    [ValidateRange(0.0, 4.0)]
    public double? Saturation { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ImportanceMap { get; set; }

    [Parameter]
    [ValidateRange(1.0 / 255, 1.0)]
    public double? AlphaThreshold { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int? ProgressImageInterval { get; set; }

    protected override IOperation CreateOperation()
    {
        var options = CreateOptions();
        if (SharedPalette && _shared is null && options.Palette is not null)
        {
            throw new StylizeException(StylizeError.OptionInvalid, nameof(SharedPalette), "SharedPalette finds a palette, but one is given.", "Leave out one of the two.");
        }

        var operation = new PixelArtOperation(options);
        return SavePalette is null ? operation : new PaletteSavingOperation(operation, "." + SavePalette.ToLowerInvariant());
    }

    protected override void Accept(IEnumerable<string> paths)
    {
        if (SharedPalette && !Estimate)
        {
            _items.AddRange(Plan(paths));
        }
        else
        {
            base.Accept(paths);
        }
    }

    protected override void EndProcessing()
    {
        if (_items.Count > 0)
        {
            var options = CreateOptions();
            _shared = BackgroundWork.Run(this, Stop, progress => LearnPalette(options, progress));
            Restart();
            Post(_items);
        }

        base.EndProcessing();
    }

    /// <summary>The palette of all inputs that can be read; null where none can. Those that cannot give their errors when their turn comes.</summary>
    private Engine.Imaging.Palettes.Palette? LearnPalette(PixelArtOptions options, Action<OperationProgress> progress)
    {
        var seen = 0;
        var inputs = _items.Select(item =>
        {
            progress(new OperationProgress((double)seen++ / _items.Count, "Learning the palette"));
            return item.Input;
        });
        try
        {
            return Engine.PixelArt.SharedPalette.Learn(inputs, options, new OperationContext { Cancellation = Stop, MaxThreads = MaxThreads });
        }
        catch (StylizeException e) when (e.Error == StylizeError.ImageUnreadable)
        {
            return null;
        }
    }

    private PixelArtOptions CreateOptions()
    {
        if (Fast && Preset is not null)
        {
            throw StylizeException.Option(nameof(Fast), Fast, "left out where Preset is given");
        }

        var options = UserPresets.Start(PixelArtOperation.OperationName, Fast ? "Fast" : Preset, Options);
        return options with
        {
            Width = Width ?? (Height is null ? options.Width : null),
            Height = Height ?? (Width is null ? options.Height : null),
            Colors = Colors ?? options.Colors,
            Palette = Palette is null ? _shared ?? options.Palette : PaletteReader.Read(Palette, ImageCodecs.Default, path => FullPath(path, nameof(Palette))),
            LockedColors = LockedColor is null ? options.LockedColors : PaletteReader.Read(LockedColor, ImageCodecs.Default).Colors,
            Scale = Scale ?? options.Scale,
            Stride = Stride ?? options.Stride,
            InitialTemperatureFactor = InitialTemperatureFactor ?? options.InitialTemperatureFactor,
            CoolingRate = CoolingRate ?? options.CoolingRate,
            FinalTemperature = FinalTemperature ?? options.FinalTemperature,
            PaletteTolerance = PaletteTolerance ?? options.PaletteTolerance,
            SplitDistance = SplitDistance ?? options.SplitDistance,
            SplitPerturbation = SplitPerturbation ?? options.SplitPerturbation,
            MaxIterations = MaxIterations ?? options.MaxIterations,
            StagnationTolerance = StagnationTolerance ?? options.StagnationTolerance,
            StagnationIterations = StagnationIterations ?? options.StagnationIterations,
            SpatialWeight = SpatialWeight ?? options.SpatialWeight,
            PositionSmoothing = PositionSmoothing ?? options.PositionSmoothing,
            ColorSmoothing = ColorSmoothing ?? options.ColorSmoothing,
            Cohesion = Cohesion ?? options.Cohesion,
            Saturation = Saturation ?? options.Saturation,
            ImportanceMap = ImportanceMap is null ? options.ImportanceMap : ImageSource.File(FullPath(ImportanceMap, nameof(ImportanceMap))),
            AlphaThreshold = AlphaThreshold ?? options.AlphaThreshold,
            ProgressImageInterval = ProgressImageInterval ?? options.ProgressImageInterval,
        };
    }
}
