using Stylize.Engine.Catalog;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.PixelArt;

namespace Stylize.Workers.Operations;

/// <summary>Pixel art, whose palette may be learned from all inputs, and may be written beside each result.</summary>
internal sealed class PixelArtFiles : CarriedOperation
{
    public override string Name => PixelArtOperation.OperationName;

    public override IReadOnlyList<Type> OptionTypes => [typeof(PixelArtBatchOptions), typeof(PixelArtOptions)];

    internal override string EngineName => PixelArtOperation.OperationName;

    internal override int EngineVersion => new PixelArtOperation(new PixelArtOptions()).Version;

    public override IOperation Create(
        IReadOnlyDictionary<string, object?> given, string? destination, IOptionInputs inputs, LearningInputs? learn)
    {
        var batch = OptionSet.Lay(new PixelArtBatchOptions(), given, inputs);
        var start = UserPresets.Start<PixelArtOptions>(
            EngineName, Text(given, "Preset"), null, batch.Fast ? nameof(PixelArtBatchOptions.Fast) : null);
        var options = OptionSet.Lay(PixelArtOptions.Start(destination, start), given, inputs);
        var operation = batch.Create(options);
        return batch.SharedPalette && learn is not null
            ? batch.Create(options, PixelArtBatchOptions.FindShared(learn.Inputs, options, learn.Context))
            : operation;
    }

    internal override IOperation Restore(IReadOnlyDictionary<string, string[]> words, IOptionInputs inputs) =>
        OptionCarrier.Read<PixelArtBatchOptions>(words, inputs).Create(OptionCarrier.Read<PixelArtOptions>(words, inputs));

    internal override IEnumerable<KeyValuePair<string, string[]>> Words(IOperation operation, Func<string, string> toThere)
    {
        var words = base.Words(operation, toThere);
        return operation is PaletteSavingOperation saving
            ? words.Append(new(nameof(PixelArtBatchOptions.SavePalette), [saving.SideSuffixes[0].TrimStart('.')]))
            : words;
    }
}
