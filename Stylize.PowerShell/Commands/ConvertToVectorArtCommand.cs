using Stylize.Engine.VectorArt;

namespace Stylize.PowerShell.Commands;

/// <summary>Traces images as areas with smooth curves.</summary>
[Cmdlet(VerbsData.ConvertTo, "VectorArt", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(FileInfo))]
[OptionsOf<VectorArtOptions>(HasPresets = true)]
public sealed partial class ConvertToVectorArtCommand : FileCmdlet;
