import { cannedPrometheusAnswers, describeSourceContract } from "@solvent/testing";
import { prometheusContract, SECRET } from "./prometheus-contract-world.ts";

describeSourceContract("prometheus as thanos", prometheusContract("thanos", cannedPrometheusAnswers(SECRET)));
