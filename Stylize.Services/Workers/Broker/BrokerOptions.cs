using Stylize.Workers.Paths;

namespace Stylize.Workers.Broker;

#pragma warning disable CS1591 // The attributes describe the options.

/// <summary>The broker of a command, and the folders whose paths differ in a batch.</summary>
internal sealed record BrokerOptions : IOptionRecord
{
    [Option("Broker address (amqps://host/vhost), or a file that contains it.", Group = HelpGroup.Batch,
        ValueName = "address",
        Default = "the environment variable " + BrokerAddress.Variable, Names = OptionNames.File)]
    public string? Broker { get; init; }

    [Option("Folder with a different path in the batch, such as /mnt/photos=/data/photos. Repeatable.",
        Group = HelpGroup.Batch, ValueName = "here=there", KeepsCommas = true)]
    public IReadOnlyList<string> Map { get; init; } = [];

    /// <exception cref="StylizeException">OptionInvalid: no address is given, or it cannot be read.</exception>
    public BrokerAddress Address(IOptionInputs inputs) =>
        BrokerAddress.Find(Broker, path => inputs.FullPath(path, nameof(Broker)));

    /// <exception cref="StylizeException">OptionInvalid: a pair has another form.</exception>
    public PathMap Paths() => new(Map);
}
