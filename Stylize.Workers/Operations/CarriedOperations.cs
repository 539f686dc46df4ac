using Stylize.Engine;
using Stylize.Engine.Catalog;
using Stylize.Engine.DotArt;
using Stylize.Engine.DotArt.Operation;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Editing;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Fitting;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.PixelArt;
using Stylize.Workers.Messages;

namespace Stylize.Workers.Operations;

/// <summary>All operations that a batch may carry.</summary>
public static class CarriedOperations
{
    /// <summary>In the order to list them.</summary>
    public static IReadOnlyList<CarriedOperation> All { get; } =
    [
        new PixelArtFiles(),
        new FileOperation<DotArtOptions>(
            DotArtOperation.OperationName, DotArtOperation.OperationName, o => new DotArtOperation(o),
            (preset, _) => UserPresets.Start<DotArtOptions>(DotArtOperation.OperationName, preset, null)),
        new FileOperation<GaussianImageOptions>(
            "gaussian encode", GaussianImageOperation.OperationName, o => new GaussianImageOperation(o),
            (preset, _) => UserPresets.Start<GaussianImageOptions>(GaussianImageOperation.OperationName, preset, null)),
        new FileOperation<GaussianDecodeOptions>(
            "gaussian decode", "gaussian decode", o => new GaussianDecodeOperation(o),
            (_, destination) => GaussianDecodeOptions.Start(destination), GaussianFileReader.Extensions),
        new FileOperation<GaussianEditOptions>(
            "gaussian edit", "gaussian edit", o => new GaussianEditOperation(o), (_, _) => new GaussianEditOptions(),
            GaussianFileReader.Extensions,
            new GaussianEditOptions { Scale = 1 }),
        new FileOperation<RestoreOptions>(
            RestoreOperation.OperationName, RestoreOperation.OperationName, o => new RestoreOperation(o), (_, _) => new RestoreOptions()),
        new PlateWells(),
    ];

    /// <summary>The operation of a name, in any spelling.</summary>
    /// <exception cref="StylizeException">OptionInvalid: there is none of that name; the message lists all names.</exception>
    public static CarriedOperation Find(string name) =>
        All.FirstOrDefault(o => OptionWords.SameName(name, o.Name) || (o.EngineName is { } engine && OptionWords.SameName(name, engine)))
        ?? throw StylizeException.NoSuch("Operation", "operation", name, All.Select(o => o.PascalName));

    internal static CarriedOptions Carry(IOperation operation, Func<string, string> toThere)
    {
        var carried = All.First(o => o.EngineName == operation.Name);
        return new CarriedOptions(carried.Name, new Dictionary<string, string[]>(carried.Words(operation, toThere)));
    }
}
